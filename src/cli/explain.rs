//! `promulgate explain`.

use std::process::ExitCode;

use clap::Args;

use super::report;
use crate::diagnostic::Code;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code such as P401.
    #[arg(required_unless_present = "all")]
    code: Option<String>,

    /// Print the reference of all codes, in Markdown.
    #[arg(long, conflicts_with = "code")]
    all: bool,
}

pub(super) fn run(args: &ExplainArgs) -> ExitCode {
    if args.all {
        return report::print(&Code::reference());
    }
    let name = args.code.as_deref().unwrap_or_default();
    match Code::find(name) {
        Some(code) => {
            report::print(&format!("{code}: {}\n\n{}\n", code.title(), code.explanation()))
        }
        None => report::usage(&format!("no diagnostic has the code `{name}`")),
    }
}
