//! A server for one browser on the same machine: what is published, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

use super::page;
use crate::build::Manifest;
use crate::diagnostic::{Code, Diagnostic};

/// Pages that wait for the next build at once; a browser with more tabs reloads by hand.
const WAITING: usize = 64;
/// How often a waiting page is sent a sign of life, by which one that is gone is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
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
    built: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Paths of the last build that succeeded: just these are served.
    files: BTreeSet<String>,
    /// The errors, if a later one failed.
    failure: Option<String>,
    /// Number of builds so far.
    builds: u64,
    waiting: usize,
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
            built: Condvar::new(),
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

    /// Shows what was published, and reloads every page.
    pub fn show(&self, manifest: &Manifest) {
        let files = manifest.artifacts.iter().map(|artifact| artifact.path.clone());
        let files = files.chain(["manifest.json".to_owned()]).collect();
        self.shared.update(|state| {
            state.files = files;
            state.failure = None;
        });
    }

    /// Shows the errors of a build over what was published before it.
    pub fn fail(&self, errors: String) {
        self.shared.update(|state| state.failure = Some(errors));
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.builds += 1;
        drop(state);
        self.built.notify_all();
    }

    fn answer(self: &Arc<Self>, request: Request) -> io::Result<()> {
        if !self.is_meant(&request) {
            return plain(request, 403, "this server answers to its own address alone");
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return plain(request, 405, "only GET and HEAD are answered");
        }
        let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
        match path.as_str() {
            "/.promulgate/reload.js" => respond(request, "text/javascript", page::SCRIPT.into()),
            "/.promulgate/events" => self.follow(request),
            _ => self.file(request, path.strip_prefix('/').unwrap_or_default()),
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
    fn file(&self, request: Request, asked: &str) -> io::Result<()> {
        let asked = if asked.is_empty() { "index.html" } else { asked };
        let (known, failure) = {
            let state = self.state();
            (state.files.get(asked).cloned(), state.failure.clone())
        };
        let failure = failure.as_deref();
        let Some(path) = known else {
            return match (asked, failure) {
                ("index.html", _) => {
                    html(request, &page::stand_in("Promulgate", "Nothing is built yet.", failure))
                }
                _ => plain(request, 404, "nothing is published here"),
            };
        };
        let read = self.inside(&path).map(fs::read);
        let Some(Ok(bytes)) = read else {
            return plain(request, 404, "this file is gone");
        };
        let ending = path.rsplit('.').next().unwrap_or_default();
        let opened = header(&request, "Sec-Fetch-Dest").is_some_and(|dest| dest == "document");
        match ending {
            "html" => html(request, &page::with_preview(&String::from_utf8_lossy(&bytes), failure)),
            "pdf" if opened => html(request, &page::viewer(&format!("/{path}"), failure)),
            "pdf" => respond(request, "application/pdf", bytes),
            "json" => respond(request, "application/json", bytes),
            _ => respond(request, "text/plain; charset=utf-8", bytes),
        }
    }

    /// Where a published path really lies, if that is in the published folder.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let folder = self.folder.canonicalize().ok()?;
        let full = folder.join(path).canonicalize().ok()?;
        full.starts_with(folder).then_some(full)
    }

    /// Server-sent events (WHATWG HTML, 9.2): one for each build.
    fn follow(self: &Arc<Self>, request: Request) -> io::Result<()> {
        let mut state = self.state();
        if state.waiting == WAITING {
            drop(state);
            return plain(request, 503, "too many pages are open");
        }
        state.waiting += 1;
        let seen = state.builds;
        drop(state);
        let shared = Arc::clone(self);
        thread::spawn(move || {
            // It ends when the page is gone.
            let _ = shared.send_events(request, seen);
            shared.state().waiting -= 1;
        });
        Ok(())
    }

    fn send_events(&self, request: Request, mut seen: u64) -> io::Result<()> {
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
                .built
                .wait_timeout_while(state, SIGN_OF_LIFE, |state| state.builds == seen)
                .unwrap_or_else(PoisonError::into_inner);
            let builds = state.builds;
            drop(state);
            if builds == seen {
                writer.write_all(b":\n\n")?;
            } else {
                seen = builds;
                writer.write_all(format!("event: built\ndata: {builds}\n\n").as_bytes())?;
            }
            writer.flush()?;
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
        // The answer for a PDF depends on it.
        ("Vary", "Sec-Fetch-Dest"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}
