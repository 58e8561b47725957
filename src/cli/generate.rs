//! `promulgate completions` and `promulgate man`.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::report;

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs, command: &mut Command) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "promulgate", &mut script);
    report::print(&String::from_utf8_lossy(&script))
}

pub(super) fn man(command: Command) -> ExitCode {
    let mut page = Vec::new();
    match clap_mangen::Man::new(command).render(&mut page) {
        Ok(()) => report::print(&String::from_utf8_lossy(&page)),
        Err(error) => report::usage(&error.to_string()),
    }
}
