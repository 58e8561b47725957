//! `promulgate explain`.

use std::process::ExitCode;

use clap::Args;

use super::report;
use crate::diagnostic::Code;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code such as P401.
    code: String,
}

pub(super) fn run(args: &ExplainArgs) -> ExitCode {
    match Code::find(&args.code) {
        Some(code) => {
            report::print(&format!("{code}: {}\n\n{}\n", code.title(), code.explanation()))
        }
        None => report::usage(&format!("no diagnostic has the code `{}`", args.code)),
    }
}
