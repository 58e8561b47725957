//! `make bench`: the shipped policy built by the binary, measured against bare Typst on the same
//! pages. Every figure is the median of whole processes, run in turn so that all share the machine's
//! mood; memory is the largest resident set of any run.

mod floor;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use tempfile::TempDir;

/// The same as the tool's, so that it is Typst that is compared.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const RUNS: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("floor") => floor::run(Path::new(&arguments[1])),
        Some("measure") => measure_child(&arguments[1..]),
        _ => print_table(),
    }
}

/// A thing to measure: its name and the command line.
struct Case {
    name: &'static str,
    command: Vec<String>,
}

fn print_table() {
    let folder = TempDir::new().expect("a temporary folder");
    let documents = folder.path().join("documents");
    let out = folder.path().join("dist");
    build(&["--format", "json", "--out", path(&documents)]);
    let this = std::env::current_exe().expect("this program has a path");
    let case = |name, command: &[&str]| Case {
        name,
        command: command.iter().map(|&part| part.to_owned()).collect(),
    };
    let promulgate = |name, more: &[&str]| {
        let mut command = vec![env!("CARGO_BIN_EXE_promulgate"), "--project", ROOT, "build"];
        command.extend(["--ignore-system-fonts", "--out", path(&out)]);
        command.extend(more);
        case(name, &command)
    };
    let cases = [
        case("bare Typst, the same PDFs in one process", &[path(&this), "floor", path(&documents)]),
        promulgate("all locales, all formats", &[]),
        promulgate("all locales, PDF alone", &["--format", "pdf"]),
        promulgate("all locales, HTML alone", &["--format", "html"]),
        promulgate("one locale, all formats", &["--locale", "en"]),
        case("start-up (`--version`)", &[env!("CARGO_BIN_EXE_promulgate"), "--version"]),
    ];
    let mut samples: Vec<Vec<(f64, u64)>> = cases.iter().map(|_| Vec::new()).collect();
    for _ in 0..RUNS {
        for (case, samples) in cases.iter().zip(&mut samples) {
            samples.push(measure(&this, &case.command));
        }
    }
    println!("| what | median | to the floor | peak memory |");
    println!("| --- | --- | --- | --- |");
    let floor = median(&samples[0]);
    for (case, samples) in cases.iter().zip(&samples) {
        let time = median(samples);
        let memory = samples.iter().map(|(_, memory)| memory).max().copied().unwrap_or(0);
        println!(
            "| {} | {:.1} ms | {:.2} | {} MiB |",
            case.name,
            time,
            time / floor,
            memory / 1024
        );
    }
}

/// Builds the shipped policy once, unmeasured.
fn build(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_promulgate"))
        .args(["--project", ROOT, "build", "--ignore-system-fonts"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(status.success(), "the policy does not build; `make fonts` fetches what it needs");
}

/// Milliseconds and peak memory in KiB of a command, told by a process that runs nothing else.
fn measure(this: &PathBuf, command: &[String]) -> (f64, u64) {
    let output =
        Command::new(this).arg("measure").args(command).output().expect("this program runs");
    let text = String::from_utf8(output.stdout).expect("two numbers");
    let (time, memory) = text.trim().split_once(' ').expect("two numbers");
    (time.parse().expect("a time"), memory.parse().expect("a size"))
}

fn measure_child(command: &[String]) {
    let start = Instant::now();
    let status = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the command runs");
    let time = start.elapsed().as_secs_f64() * 1000.0;
    assert!(status.success(), "{command:?}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells");
    println!("{time} {}", usage.max_rss());
}

fn median(samples: &[(f64, u64)]) -> f64 {
    let mut times: Vec<f64> = samples.iter().map(|(time, _)| *time).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}
