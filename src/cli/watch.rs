//! `promulgate watch` and `promulgate serve`: build again whenever a file is saved.

use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ColorChoice};

use super::build::{BuildArgs, Builder, Priority, Unbuilt};
use super::report;
use crate::build::Audience;
use crate::diagnostic::{Diagnostic, Diagnostics, MessageFormat, Printer};
use crate::preview::{Server, Watch};

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
    build: BuildArgs,

    /// Address to serve at; other than loopback, other machines can read what is published.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// Port to serve at; 0 means any that is free.
    #[arg(long, short = 'p', value_name = "PORT", default_value_t = 8080)]
    port: u16,
}

pub(super) fn watch(folder: &Path, args: &BuildArgs, color: ColorChoice) -> ExitCode {
    finish(follow(folder, args, color, |_| Ok(None)), args.selection.message_format, color)
}

pub(super) fn serve(folder: &Path, args: &ServeArgs, color: ColorChoice) -> ExitCode {
    let start = |builder: &Builder<'_>| {
        let server = Server::start(&builder.out, args.host, args.port)?;
        report::print(&format!("serving at {}\n", server.url()));
        Ok(Some(server))
    };
    let format = args.build.selection.message_format;
    finish(follow(folder, &args.build, color, start), format, color)
}

fn finish(ended: Unbuilt, format: MessageFormat, color: ColorChoice) -> ExitCode {
    match ended {
        Unbuilt::Errors(diagnostics) => report::finish(&diagnostics, format, color),
        Unbuilt::Usage(message) => report::usage(&message),
    }
}

/// Builds, waits and builds again; returns only when that cannot go on.
fn follow(
    folder: &Path,
    args: &BuildArgs,
    color: ColorChoice,
    start: impl FnOnce(&Builder<'_>) -> Result<Option<Server>, Diagnostic>,
) -> Unbuilt {
    let begin = || {
        let builder = Builder::new(folder, args, Priority::Low)?;
        // Watched before the first build, so that no save falls between the two.
        let watch = Watch::new(folder, &args.selection.font_paths)?;
        let server = start(&builder)?;
        Ok::<_, Diagnostic>((builder, watch, server))
    };
    let (builder, mut watch, server) = match begin() {
        Ok(begun) => begun,
        Err(diagnostic) => return Unbuilt::Errors(diagnostic.into()),
    };
    loop {
        let started = Instant::now();
        let built = match &server {
            Some(server) => builder.build(&Audience {
                awaited: server.open_pages(),
                on_artifact: &|path, bytes| server.show_early(path, bytes),
            }),
            None => builder.build(&Audience::default()),
        };
        let time = started.elapsed().as_millis();
        clear();
        match built {
            Ok(built) => {
                if let Some(server) = &server {
                    server.show(&built.manifest);
                    if on_terminal() {
                        report::print(&format!("serving at {}\n", server.url()));
                    }
                }
                report::finish(&built.diagnostics, args.selection.message_format, color);
                if args.selection.message_format == MessageFormat::Human {
                    let summary = builder.summary(&built);
                    report::print(&format!("{}, {time} ms\n", summary.trim_end()));
                }
            }
            Err(Unbuilt::Errors(diagnostics)) => {
                if let Some(server) = &server {
                    server.fail(excerpt(&diagnostics));
                }
                report::finish(&diagnostics, args.selection.message_format, color);
            }
            Err(usage) => return usage,
        }
        if let Err(diagnostic) = watch.wait() {
            return Unbuilt::Errors(diagnostic.into());
        }
    }
}

/// The errors as a person reads them.
fn excerpt(diagnostics: &Diagnostics) -> String {
    let errors: Diagnostics = diagnostics.iter().filter(|one| one.is_error()).cloned().collect();
    let mut text = Vec::new();
    let printer = Printer { format: MessageFormat::Human, color: false };
    // Writing to memory does not fail.
    let _ = printer.print(&errors, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Each report takes the place of the last one on a terminal.
fn clear() {
    if on_terminal() {
        // ECMA-48: erase the page and the lines above it, go to its start.
        let _ = io::stdout().write_all(b"\x1b[2J\x1b[3J\x1b[H").and_then(|()| io::stdout().flush());
    }
}

fn on_terminal() -> bool {
    io::stderr().is_terminal() && io::stdout().is_terminal()
}
