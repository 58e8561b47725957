//! What every subcommand does at its end: print what was found and choose the exit status.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::ColorChoice;
use unicode_width::UnicodeWidthStr;

use crate::diagnostic::{Code, Diagnostics, MessageFormat, Printer};

/// The input has errors.
const INPUT: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// Disk full, no permission.
const MACHINE: u8 = 3;

/// Prints diagnostics, for people on standard error and for programs on standard output, and gives
/// the exit status that they call for.
pub(super) fn finish(
    diagnostics: &Diagnostics,
    format: MessageFormat,
    color: ColorChoice,
) -> ExitCode {
    let printer = Printer { format, color: colored(color) };
    let printed = match format {
        MessageFormat::Human => {
            let mut out = io::stderr().lock();
            printer.print(diagnostics, &mut out).and_then(|()| summary(diagnostics, &mut out))
        }
        MessageFormat::Json | MessageFormat::Sarif => {
            printer.print(diagnostics, &mut io::stdout().lock())
        }
    };
    if printed.is_err() {
        return ExitCode::from(MACHINE);
    }
    status(diagnostics)
}

fn status(diagnostics: &Diagnostics) -> ExitCode {
    if !diagnostics.has_errors() {
        ExitCode::SUCCESS
    } else if diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Io) {
        ExitCode::from(MACHINE)
    } else {
        ExitCode::from(INPUT)
    }
}

fn summary(diagnostics: &Diagnostics, out: &mut dyn Write) -> io::Result<()> {
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let (errors, warnings) = diagnostics.counts();
    let parts: Vec<String> =
        [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    if parts.is_empty() { Ok(()) } else { writeln!(out, "{}", parts.join(", ")) }
}

fn colored(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// Reports wrong usage.
pub(super) fn usage(message: &str) -> ExitCode {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(USAGE)
}

/// Prints `text` to standard output.
pub(super) fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // `promulgate schema | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(MACHINE),
    }
}

/// Rows under a head, in aligned columns.
pub(super) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut lines = vec![head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>()];
    lines.extend(rows);
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().enumerate().map(|(column, cell)| {
            let width = lines.iter().map(|line| line[column].width()).max().unwrap_or(0);
            format!("{cell}{}", " ".repeat(width - cell.width()))
        });
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}
