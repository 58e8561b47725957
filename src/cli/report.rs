//! What every subcommand does at its end: print what was found and choose the exit status.

use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::ColorChoice;
use unicode_width::UnicodeWidthStr;

use crate::compile::BuildError;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, MessageFormat, Printer, harmless};

/// The input has errors.
const INPUT: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// Disk full, no permission.
const MACHINE: u8 = 3;
/// The tool itself is wrong.
const BUG: u8 = 4;

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
    match printed {
        // Who ran `2>&1 | head` has read enough; the status is for somebody else.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(MACHINE),
        Ok(()) | Err(_) => status(diagnostics),
    }
}

/// Prints why a build came to nothing, and gives the exit status by whose turn it is.
pub(super) fn fail(error: BuildError, format: MessageFormat, color: ColorChoice) -> ExitCode {
    let kind = error.kind();
    match error {
        // There is nothing to tell: another build follows.
        BuildError::Cancelled => ExitCode::SUCCESS,
        error => {
            finish(&error.diagnostics(), format, color);
            status_of(kind)
        }
    }
}

fn status(diagnostics: &Diagnostics) -> ExitCode {
    status_of(diagnostics.kind())
}

fn status_of(kind: Option<Kind>) -> ExitCode {
    match kind {
        None => ExitCode::SUCCESS,
        Some(Kind::Input) => ExitCode::from(INPUT),
        Some(Kind::Machine) => ExitCode::from(MACHINE),
        Some(Kind::Bug) => ExitCode::from(BUG),
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
        ColorChoice::Auto => {
            // An empty one counts as none: <https://no-color.org>.
            let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            knows_escapes(&io::stderr()) && !unwanted
        }
    }
}

/// Tells whether `stream` leads to a terminal that understands escape sequences.
pub(super) fn knows_escapes(stream: &impl IsTerminal) -> bool {
    let is_smart = std::env::var_os("TERM").is_some_and(|name| !name.is_empty() && name != "dumb");
    is_smart && stream.is_terminal()
}

/// Does `work`, and says so if it ends by a fault of the tool.
pub(super) fn or_bug(
    format: MessageFormat,
    color: ColorChoice,
    work: impl FnOnce() -> ExitCode,
) -> ExitCode {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        // What exactly it was is on standard error already.
        let bug = Diagnostic::bug("it came upon something that it takes for impossible");
        finish(&bug.into(), format, color)
    })
}

/// Reports wrong usage.
pub(super) fn usage(message: &str) -> ExitCode {
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(io::stderr(), "error: {}", harmless(message));
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

/// Writes each of `paths` on a line.
pub(super) fn lines(paths: &[String]) -> String {
    paths.iter().map(|path| format!("{path}\n")).collect()
}

/// Lays out rows under a head, in aligned columns.
pub(super) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut lines = vec![head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>()];
    lines.extend(rows.map(|row| row.iter().map(|cell| harmless(cell).into_owned()).collect()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn exits_with<const N: usize>(diagnostics: [Diagnostic; N]) -> String {
        format!("{:?}", status(&Diagnostics::from_iter(diagnostics)))
    }

    #[test]
    fn the_exit_status_tells_whose_turn_it_is() {
        let exit = |number: u8| format!("{:?}", ExitCode::from(number));
        let input = || Diagnostic::error(Code::Toml, "wrong");
        let machine = || Diagnostic::error(Code::Io, "full");
        assert_eq!(exits_with([]), exit(0));
        assert_eq!(exits_with([Diagnostic::warning(Code::Cache, "full")]), exit(0));
        assert_eq!(exits_with([input()]), exit(1));
        assert_eq!(exits_with([Diagnostic::error(Code::Nothing, "empty")]), exit(1));
        assert_eq!(exits_with([input(), machine()]), exit(3));
        assert_eq!(exits_with([Diagnostic::bug("wrong"), machine(), input()]), exit(4));
    }

    #[test]
    fn a_panic_is_told_as_a_fault_of_the_tool() {
        let ended = or_bug(MessageFormat::Human, ColorChoice::Never, || panic!("on purpose"));
        assert_eq!(format!("{ended:?}"), format!("{:?}", ExitCode::from(BUG)));
    }
}
