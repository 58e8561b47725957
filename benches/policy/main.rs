//! `make bench`: the shipped policy built by the binary, measured against bare Typst on the same
//! pages and against other tools. Every figure is the median of whole processes, run in turn so that
//! all share the machine's mood; memory is the largest resident set of any run.

mod cases;
mod floor;
mod large;
mod measure;
mod peers;
mod preview;
mod report;

use std::path::Path;

/// The same as the tool's, so that it is Typst that is compared.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PROMULGATE: &str = env!("CARGO_BIN_EXE_promulgate");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // What `measure` and the cases start again as processes of their own.
        ["floor", documents, out] => {
            floor::run(Path::new(documents), Path::new(out), floor::Template::Shipped);
        }
        ["plainest", documents, out] => {
            floor::run(Path::new(documents), Path::new(out), floor::Template::Plainest);
        }
        ["peers", pages, out, fonts] => {
            peers::run(Path::new(pages), Path::new(out), fonts == "system");
        }
        ["measure", ..] => measure::child(&arguments[1..]),
        // Alone, while it is worked on.
        ["large"] => print!("{}", report::table(&large::all(), 1000.0)),
        ["shipped"] => print!("{}", report::shipped(&cases::all())),
        ["preview"] => print!("{}", report::seen(&preview::all())),
        _ => report::write(&cases::all(), &large::all(), &preview::all()),
    }
}
