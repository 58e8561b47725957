//! The `promulgate` binary: starts the command line.

use std::process::ExitCode;

/// Typst allocates much and from all threads; this takes a tenth off a whole build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    promulgate::cli::run()
}
