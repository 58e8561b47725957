//! A server for one browser on the same machine: what is published, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

use super::page::{self, Shown};
use super::pages;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::sha256;
use crate::publish::Manifest;

/// The page that is there before anything is built.
const INDEX: &str = "index.html";
/// Pages that wait for a change at once; a browser with more tabs reloads by hand.
const WAITING: usize = 64;
/// How long a build waits for the pages that it changed.
const PATIENCE: Duration = Duration::from_millis(200);
/// How often a waiting page is sent a sign of life, by which one that is gone is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
/// Dots per CSS pixel of the pictures of pages.
const DENSITIES: std::ops::RangeInclusive<u8> = 1..=2;
/// Requests answered at once.
const THREADS: usize = 4;

/// Serves the folder that builds publish into.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    address: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Paths of what the last build that succeeded published, with hash and media type: just these are
    /// served.
    files: BTreeMap<String, (String, String)>,
    /// The hash and the bytes of artifacts of the build under way.
    early: BTreeMap<String, (String, Vec<u8>)>,
    /// The errors, if a later one failed.
    failure: Option<String>,
    /// The pages that wait, by the path of what they show.
    open: BTreeMap<String, usize>,
    /// Paths of pages that were told of a change and do not show it yet.
    told: BTreeSet<String>,
}

impl State {
    /// What a page with the file at `path` shows now.
    fn shown(&self, path: &str) -> Shown {
        let early = self.early.get(path).map(|(hash, _)| hash);
        let hash =
            early.or_else(|| self.files.get(path).map(|(hash, _)| hash)).map_or("", String::as_str);
        let failure = self.failure.as_deref().map(|text| sha256(text.as_bytes()));
        let version = format!("{hash}-{}", failure.unwrap_or_default());
        Shown { path: path.to_owned(), version }
    }
}

impl Server {
    /// Serves `folder` at `host` and `port`; port 0 means any free one.
    ///
    /// # Errors
    ///
    /// When the port is taken or the address is not of this machine.
    pub fn start(folder: &Path, host: IpAddr, port: u16) -> Result<Self, Diagnostic> {
        let failed = |error: &dyn std::fmt::Display| {
            Diagnostic::error(Code::Io, format!("cannot serve at {host}, port {port}: {error}"))
                .help("choose another port with `--port`, or 0 for any that is free")
        };
        let listener = TcpListener::bind((host, port)).map_err(|error| failed(&error))?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        let server =
            tiny_http::Server::from_listener(listener, None).map_err(|error| failed(&error))?;
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            address,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let server = Arc::new(server);
        for _ in 0..THREADS {
            let (server, shared) = (Arc::clone(&server), Arc::clone(&shared));
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    // A browser that went away needs no answer.
                    let _ = shared.answer(request);
                }
            });
        }
        Ok(Server { address, shared })
    }

    /// Where it is reached.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Paths of what open pages show.
    #[must_use]
    pub fn open_pages(&self) -> BTreeSet<String> {
        let state = self.shared.state();
        state.open.keys().chain(&state.told).cloned().collect()
    }

    /// Shows an artifact of a build under way to the pages that are open on it: a person looks at
    /// one page, and need not wait for the others. Without `bytes` it is as it was published.
    pub fn show_early(&self, path: &str, bytes: Option<&[u8]>) {
        self.shared.update(|state| {
            match bytes {
                Some(bytes) => state.early.insert(path.to_owned(), (sha256(bytes), bytes.to_vec())),
                None => state.early.remove(path),
            };
            // It would not have come so far.
            state.failure = None;
        });
    }

    /// Waits until open pages show what they were told of: while everything else is built beside it, a
    /// browser takes several times as long. Those that do not come back are taken for closed.
    pub fn settle(&self) {
        let state = self.shared.state();
        let is_unsettled = |state: &mut State| !state.told.is_empty();
        let waited = self.shared.changed.wait_timeout_while(state, PATIENCE, is_unsettled);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.told.clear();
    }

    /// Shows what was published; pages that it changes are reloaded.
    pub fn show(&self, manifest: &Manifest) {
        let files = manifest.artifacts.iter();
        let files = files.map(|artifact| {
            (artifact.path.clone(), (artifact.sha256.clone(), artifact.media_type.clone()))
        });
        let list = (String::new(), "application/json".to_owned());
        let files = files.chain([("manifest.json".to_owned(), list)]).collect();
        self.shared.update(|state| {
            state.files = files;
            state.early.clear();
            state.failure = None;
        });
    }

    /// Shows the errors of a build over what was published before it.
    pub fn fail(&self, errors: String) {
        self.shared.update(|state| {
            state.early.clear();
            state.failure = Some(errors);
        });
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        let shown = |state: &State| -> Vec<Shown> {
            state.open.keys().map(|path| state.shown(path)).collect()
        };
        let before = shown(&state);
        change(&mut state);
        let after = shown(&state);
        let changed = before.into_iter().filter(|shown| !after.contains(shown));
        state.told.extend(changed.map(|shown| shown.path));
        drop(state);
        self.changed.notify_all();
    }

    fn answer(self: &Arc<Self>, request: Request) -> io::Result<()> {
        if !self.is_meant(&request) {
            return plain(request, 403, "this server answers to its own address alone");
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return plain(request, 405, "only GET and HEAD are answered");
        }
        let url = request.url().to_owned();
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        match path {
            "/.promulgate/reload.js" => respond(request, "text/javascript", page::SCRIPT.into()),
            "/.promulgate/events" => match Shown::from_query(query) {
                Some(shown) => self.follow(request, shown),
                None => plain(request, 400, "what the page shows is not said"),
            },
            _ => match path.strip_prefix("/.promulgate/page/") {
                Some(which) => self.picture(request, which, query),
                None => self.file(request, path.strip_prefix('/').unwrap_or_default(), query),
            },
        }
    }

    /// Whether the request names this server. Another site could have its own name lead here and
    /// read the answers (DNS rebinding); on other addresses than loopback that is the user's wish.
    fn is_meant(&self, request: &Request) -> bool {
        if !self.address.ip().is_loopback() {
            return true;
        }
        let port = self.address.port();
        let known = [format!("localhost:{port}"), self.address.to_string()];
        header(request, "Host").is_some_and(|host| known.contains(&host))
    }

    /// A published file. What is asked for is looked up among the published paths, so none that
    /// leads elsewhere can be meant; and what lies there must be a file of the folder itself.
    fn file(&self, request: Request, asked: &str, query: &str) -> io::Result<()> {
        let asked = if asked.is_empty() { INDEX } else { asked };
        let (known, early, shown, failure) = {
            let state = self.state();
            let early = state.early.get(asked).map(|(_, bytes)| bytes.clone());
            let known = state.files.get(asked).map(|(_, media_type)| media_type.clone());
            (known, early, state.shown(asked), state.failure.clone())
        };
        let failure = failure.as_deref();
        if known.is_none() && asked == INDEX {
            let page = page::stand_in("Promulgate", "Nothing is built yet.", &shown, failure);
            return html(request, &page);
        }
        let Some(media_type) = known else {
            return plain(request, 404, "nothing is published here");
        };
        let Some(bytes) = early.or_else(|| fs::read(self.inside(asked)?).ok()) else {
            return plain(request, 404, "this file is gone");
        };
        let ending = asked.rsplit('.').next().unwrap_or_default();
        // A tab, or the script of the page around it.
        let opened = header(&request, "Sec-Fetch-Dest").is_some_and(|dest| dest == "document")
            || header(&request, "Accept").is_some_and(|types| types == "text/html");
        match ending {
            "html" => {
                let page = String::from_utf8_lossy(&bytes);
                html(request, &page::with_preview(&page, &shown, failure))
            }
            "pdf" if opened && query != "file" => {
                // What somebody put in its place is not drawn.
                match self.published(asked).and_then(|pdf| pages::sizes(&pdf)) {
                    Some(sizes) => html(request, &page::viewer(&shown, &sizes, failure)),
                    None => respond(request, &media_type, bytes),
                }
            }
            _ => respond(request, &media_type, bytes),
        }
    }

    /// A page of a published PDF as a picture: `which` is its index and the density, `shown` the file.
    fn picture(&self, request: Request, which: &str, shown: &str) -> io::Result<()> {
        let picture = || {
            let (index, density) = which.split_once('/')?;
            let (index, density) = (index.parse().ok()?, density.parse().ok()?);
            let path = Shown::from_query(shown)?.path;
            let pdf = self.published(&path).filter(|_| DENSITIES.contains(&density))?;
            pages::png(&pdf, index, density)
        };
        match picture() {
            Some(picture) => respond(request, "image/png", picture),
            None => plain(request, 404, "there is no such page"),
        }
    }

    /// The bytes of a file, if they are what a build made.
    fn published(&self, path: &str) -> Option<Vec<u8>> {
        let (known, early) = {
            let state = self.state();
            let early = state.early.get(path).map(|(_, bytes)| bytes.clone());
            (state.files.get(path)?.0.clone(), early)
        };
        early.or_else(|| {
            let bytes = fs::read(self.inside(path)?).ok()?;
            (sha256(&bytes) == known).then_some(bytes)
        })
    }

    /// Where a published path really lies, if that is in the published folder.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let folder = self.folder.canonicalize().ok()?;
        let full = folder.join(path).canonicalize().ok()?;
        full.starts_with(folder).then_some(full)
    }

    /// Server-sent events (WHATWG HTML, 9.2): one when the page should show something else.
    fn follow(self: &Arc<Self>, request: Request, shown: Shown) -> io::Result<()> {
        let mut state = self.state();
        if shown.path != INDEX && !state.files.contains_key(&shown.path) {
            drop(state);
            return plain(request, 404, "nothing is published here");
        }
        if state.open.values().sum::<usize>() == WAITING {
            drop(state);
            return plain(request, 503, "too many pages are open");
        }
        *state.open.entry(shown.path.clone()).or_default() += 1;
        if state.shown(&shown.path) == shown {
            state.told.remove(&shown.path);
        } else {
            state.told.insert(shown.path.clone());
        }
        drop(state);
        self.changed.notify_all();
        let shared = Arc::clone(self);
        thread::spawn(move || {
            // It ends when the page is gone.
            let _ = shared.send_event(request, &shown);
            let mut state = shared.state();
            if let Some(pages) = state.open.get_mut(&shown.path) {
                *pages -= 1;
            }
            state.open.retain(|_, pages| *pages > 0);
        });
        Ok(())
    }

    fn send_event(&self, request: Request, shown: &Shown) -> io::Result<()> {
        let mut writer = request.into_writer();
        // Written out, because the server would send a body of unknown length in chunks.
        writer.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
              Connection: close\r\n\r\n",
        )?;
        writer.flush()?;
        loop {
            let state = self.state();
            let (state, _) = self
                .changed
                .wait_timeout_while(state, SIGN_OF_LIFE, |state| state.shown(&shown.path) == *shown)
                .unwrap_or_else(PoisonError::into_inner);
            let is_same = state.shown(&shown.path) == *shown;
            drop(state);
            writer.write_all(if is_same {
                b":\n\n"
            } else {
                b"event: changed\ndata: reload\n\n"
            })?;
            writer.flush()?;
            if !is_same {
                return Ok(());
            }
        }
    }
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    let found = request.headers().iter().find(|header| header.field.equiv(name))?;
    Some(found.value.as_str().to_owned())
}

fn html(request: Request, page: &str) -> io::Result<()> {
    respond(request, "text/html; charset=utf-8", page.as_bytes().to_vec())
}

fn plain(request: Request, status: u16, text: &str) -> io::Result<()> {
    request.respond(Response::from_string(format!("{text}\n")).with_status_code(status))
}

fn respond(request: Request, media_type: &str, bytes: Vec<u8>) -> io::Result<()> {
    // Whole: a viewer wants to know the length of a PDF.
    let mut response = Response::from_data(bytes).with_chunked_threshold(usize::MAX);
    for (name, value) in [
        ("Content-Type", media_type),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        // The answer for a PDF depends on them.
        ("Vary", "Sec-Fetch-Dest, Accept"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}
