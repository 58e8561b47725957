//! The `promulgate` binary: starts the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    promulgate::cli::run()
}
