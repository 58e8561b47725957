//! `promulgate watch` and `promulgate serve`: build again whenever a file is saved.

use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::{Args, ColorChoice};

use super::build::{BuildArgs, Builder, Failure};
use super::report;
use crate::cache::Cache;
use crate::compile::{Artifact, Observer, Open, Request, show};
use crate::diagnostic::{Diagnostic, Diagnostics, MessageFormat, Printer, Severity};
use crate::preview::{Server, Watch};
use crate::project::Project;
use crate::publish::Built;

pub(super) const WATCH_EXAMPLES: &str = "\
Examples:
  promulgate watch                          build now and after every save
  promulgate watch --locale de --format pdf one PDF, again and again

Ends with Ctrl-C.";

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  promulgate serve                 build, show at http://127.0.0.1:8080/, reload after every save
  promulgate serve --port 0        at any free port
  promulgate serve --host 0.0.0.0  for other machines too

Ends with Ctrl-C.";

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) build: BuildArgs,

    /// Address to serve at; other than loopback, other machines can read what is published.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// Port to serve at; 0 means any that is free.
    #[arg(long, short = 'p', value_name = "PORT", default_value_t = 8080)]
    port: u16,
}

pub(super) fn watch(folder: &Path, args: &BuildArgs, color: ColorChoice) -> ExitCode {
    follow(folder, args, color, |_| Ok(None)).finish(args.selection.message_format, color)
}

pub(super) fn serve(folder: &Path, args: &ServeArgs, color: ColorChoice) -> ExitCode {
    let start = |builder: &Builder<'_>| {
        let server = Server::start(&builder.out, args.host, args.port)?;
        report::print(&format!("serving at {}\n", server.url()));
        Ok(Some(server))
    };
    let format = args.build.selection.message_format;
    follow(folder, &args.build, color, start).finish(format, color)
}

/// Builds that are given up in a row because something was saved. The next one is finished, or a
/// folder that never comes to rest would never be built.
const GIVEN_UP: usize = 8;

/// Gives a build up when something is saved while it is under way.
struct Saves<'a> {
    /// Whether something was saved since it began.
    saved: &'a AtomicBool,
    /// Builds given up just before this one.
    given_up: usize,
}

impl Observer for Saves<'_> {
    fn is_cancelled(&self) -> bool {
        self.given_up < GIVEN_UP && self.saved.load(Ordering::Relaxed)
    }
}

/// What a browser shows while the project is built.
pub(super) struct Viewing<'a> {
    server: &'a Server,
    published: &'a [Artifact],
}

impl Viewing<'_> {
    /// Makes what is open in the browser and waits until that is painted.
    pub(super) fn show(&self, project: &Project, request: &Request, cache: Option<&Cache>) {
        let paths = self.server.open_pages();
        if paths.is_empty() {
            return;
        }
        let open = Open { paths: &paths, published: self.published };
        show(project, request, cache, open, &|path, bytes| self.server.show_early(path, bytes));
        self.server.settle();
    }
}

/// Builds, waits and builds again; returns only when that cannot go on.
fn follow(
    folder: &Path,
    args: &BuildArgs,
    color: ColorChoice,
    start: impl FnOnce(&Builder<'_>) -> Result<Option<Server>, Diagnostic>,
) -> Failure {
    let begin = || {
        Project::find(folder)?;
        let builder = Builder::new(folder, args);
        // Watched before the first build, so that no save falls between the two.
        let watch = Watch::new(folder, &args.selection.font_paths, &builder.out)?;
        let server = start(&builder)?;
        Ok::<_, Diagnostic>((builder, watch, server))
    };
    let (builder, mut watch, server) = match begin() {
        Ok(begun) => begun,
        Err(diagnostic) => return Diagnostics::from(diagnostic).into(),
    };
    let mut given_up = 0;
    let mut is_first = true;
    let mut published = Vec::new();
    loop {
        let started = Instant::now();
        let saves = Saves { saved: watch.saved(), given_up };
        let viewing = server.as_ref().map(|server| Viewing { server, published: &published });
        let built = builder.build(&saves, None, viewing.as_ref());
        let time = started.elapsed().as_millis();
        // What went wrong may be mended by what was saved since.
        if built.is_err() && saves.is_cancelled() {
            given_up += 1;
        } else {
            given_up = 0;
            clear();
            match built {
                Ok(built) => {
                    tell(&builder, &built, server.as_ref(), time, color);
                    published = built.manifest.artifacts;
                }
                Err(Failure::Build(error)) => {
                    let diagnostics = error.diagnostics();
                    if let Some(server) = &server {
                        server.fail(excerpt(&diagnostics));
                    }
                    report::finish(&diagnostics, args.selection.message_format, color);
                }
                // A locale that was there when it was asked for may come back.
                Err(Failure::Usage(message)) if !is_first => {
                    if let Some(server) = &server {
                        server.fail(message.clone());
                    }
                    let _ = report::usage(&message);
                }
                Err(failure @ Failure::Usage(_)) => return failure,
            }
            is_first = false;
        }
        if let Err(diagnostic) = watch.wait() {
            return Diagnostics::from(diagnostic).into();
        }
    }
}

/// Shows and reports what was built in `time` milliseconds.
fn tell(
    builder: &Builder<'_>,
    built: &Built,
    server: Option<&Server>,
    time: u128,
    color: ColorChoice,
) {
    if let Some(server) = server {
        server.show(&built.manifest);
        if on_terminal() {
            report::print(&format!("serving at {}\n", server.url()));
        }
    }
    let format = builder.args.selection.message_format;
    report::finish(&built.diagnostics, format, color);
    if format == MessageFormat::Human {
        report::print(&format!(
            "{}, {time} ms\n",
            builder.summary(built.manifest.artifacts.len(), built.unchanged).trim_end()
        ));
    }
}

/// Prints the errors into a text, in the form for people.
fn excerpt(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.clone().only(|_, severity| severity == Severity::Error);
    let mut text = Vec::new();
    let printer = Printer { format: MessageFormat::Human, color: false };
    // Writing to memory does not fail.
    let _ = printer.print(&errors, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Clears the terminal, if there is one that can do that, so that a report takes the place of the last
/// one. What stood there before can be scrolled to.
fn clear() {
    if on_terminal() && report::knows_escapes(&io::stdout()) {
        // ECMA-48: erase the page, go to its start.
        let _ = io::stdout().write_all(b"\x1b[2J\x1b[H").and_then(|()| io::stdout().flush());
    }
}

fn on_terminal() -> bool {
    io::stderr().is_terminal() && io::stdout().is_terminal()
}
