//! The report: a table in Markdown and a chart in SVG, printed and kept under docs/benchmarks/.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cases::{
    CHANGED, COLD, FLOOR, FLOOR_ONE, HELP, PEERS, PEERS_SYSTEM, PLAINEST, SYSTEM, UNCHANGED,
    VERSION,
};
use crate::large::{LARGE, LARGE_TWO, LOCALES, SMALL, SMALL_ONE, SMALL_TWO, artifacts};
use crate::measure::Measured;
use crate::preview::Seen;
use crate::{PROMULGATE, ROOT, peers};

/// Prints and stores what was measured.
pub(crate) fn write(shipped: &[Measured], large: &[Measured], preview: &[Seen]) {
    let report = [
        "# Measurements\n\nWritten by `make bench`. Each figure is the median of whole processes, run \
         in turn; work is the time of all processors together, memory the largest resident set.\n"
            .to_owned(),
        machine(),
        "![Chart of the table below](chart.svg)\n".to_owned(),
        self::shipped(shipped),
        "## Many documents\n".to_owned(),
        table(large, time(large, SMALL_TWO)),
        scaling(large),
        "## From save to sight\n\nIn Chromium on the same processors, an edit every 2.5 s, empty cache \
         at the start; target: under 150 ms.\n"
            .to_owned(),
        seen(preview),
    ]
    .join("\n");
    print!("{report}");
    let folder = Path::new(ROOT).join("docs/benchmarks");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("README.md"), report).expect("it is written");
    fs::write(folder.join("chart.svg"), chart(shipped)).expect("it is written");
}

/// The shipped policy's table and targets.
pub(crate) fn shipped(measured: &[Measured]) -> String {
    [table(measured, time(measured, FLOOR)), ratios(measured)].join("\n")
}

fn find<'m>(measured: &'m [Measured], name: &str) -> &'m Measured {
    measured.iter().find(|one| one.name == name).expect("it was measured")
}

fn time(measured: &[Measured], name: &str) -> f64 {
    find(measured, name).median()
}

pub(crate) fn table(measured: &[Measured], unit: f64) -> String {
    let mut table =
        "| what | median | ratio | work | peak memory |\n| --- | ---: | ---: | ---: | ---: |\n"
            .to_owned();
    for one in measured {
        let (time, work, memory) = (one.median(), one.work(), one.memory / 1024.0);
        table += &format!(
            "| {} | {time:.1} ms | {:.3} | {work:.1} ms | {memory:.0} MiB |\n",
            one.name,
            time / unit
        );
    }
    table
}

/// The targets, each beside what was reached.
fn ratios(measured: &[Measured]) -> String {
    let time = |name| time(measured, name);
    let reached = |reached: bool| if reached { "yes" } else { "**no**" };
    let mut table = "| target | measured | reached |\n| --- | ---: | --- |\n".to_owned();
    let cold = time(COLD) / time(FLOOR);
    table += &format!(
        "| cold build to bare Typst: at most 1.10 | {cold:.3} | {} |\n",
        reached(cold <= 1.10)
    );
    let peers = time(PEERS) / time(COLD);
    table += &format!(
        "| pandoc and Typst CLI to cold build: at least 5 | {peers:.1} | {} |\n",
        reached(peers >= 5.0)
    );
    let system = time(PEERS_SYSTEM) / time(SYSTEM);
    table += &format!(
        "| the same with system fonts: at least 8 | {system:.1} | {} |\n",
        reached(system >= 8.0)
    );
    let unchanged = time(UNCHANGED);
    table += &format!(
        "| nothing changed: under 15 ms | {unchanged:.1} ms | {} |\n",
        reached(unchanged < 15.0)
    );
    let more = time(CHANGED) - time(FLOOR_ONE);
    table += &format!(
        "| one string changed: bare Typst for one PDF and 20 ms | {more:+.1} ms | {} |\n",
        reached(more <= 20.0)
    );
    let start = time(VERSION).max(time(HELP));
    table += &format!("| start-up: under 5 ms | {start:.1} ms | {} |\n", reached(start < 5.0));
    let design = time(FLOOR_ONE) / time(PLAINEST);
    table += &format!("| the template to the plainest one | {design:.2} | |\n");
    table
}

fn scaling(large: &[Measured]) -> String {
    let scale = time(large, SMALL_ONE) / time(large, SMALL_TWO);
    #[allow(clippy::cast_precision_loss, reason = "counts of files")]
    let rate = |files: usize, time: f64| files as f64 / time * 1000.0;
    let small = rate(artifacts(SMALL), time(large, SMALL_TWO));
    let much = rate(artifacts(LARGE), time(large, LARGE_TWO));
    let bound = memory_bound(LARGE);
    let memory = find(large, LARGE_TWO).memory / 1024.0;
    format!(
        "One thread to two: {scale:.2} (target: at least 1.8). Artifacts in a second, two threads: \
         {small:.0} with {SMALL} documents, {much:.0} with {LARGE}, {:+.1} % (target: within 10 %). Memory: {memory:.0} MiB with {LARGE} \
         documents, bound {bound:.0} MiB ({BASE:.0} MiB, and {EACH:.0} KiB for each document in each \
         locale{}).\n",
        (much / small - 1.0) * 100.0,
        if memory <= bound { "" } else { "; **broken**" }
    )
}

pub(crate) fn seen(preview: &[Seen]) -> String {
    let mut table =
        "| what | median | fastest | slowest |\n| --- | ---: | ---: | ---: |\n".to_owned();
    for one in preview {
        let (median, fastest, slowest) = (one.median(), one.fastest(), one.slowest());
        table += &format!("| {} | {median} ms | {fastest} ms | {slowest} ms |\n", one.name);
    }
    table
}

/// MiB of a whole build however little it makes: Typst, the fonts, four PDFs on each thread.
const BASE: f64 = 320.0;
/// KiB that a build keeps of each document in each locale to its end: its texts and its records.
const EACH: f64 = 40.0;

/// MiB that a build of `documents` may take.
#[allow(clippy::cast_precision_loss, reason = "counts of documents")]
fn memory_bound(documents: usize) -> f64 {
    BASE + (documents * LOCALES.len()) as f64 * EACH / 1024.0
}

fn machine() -> String {
    let first = |command: &mut Command| {
        let output = command.output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned()
    };
    let peer = |name: &str| {
        first(Command::new(Path::new(ROOT).join("target/peers/bin").join(name)).arg("--version"))
    };
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let fonts = fs::read_dir(peers::home().join(".local/share/fonts"));
    let fonts = fonts.map_or(0, Iterator::count);
    format!(
        "{}; {cores} threads of {model}; {}; {}; {}; system fonts, where allowed: \
         the machine's and {fonts} files of Debian's fonts-noto.\n",
        first(Command::new("date").args(["-u", "+%Y-%m-%d"])),
        first(Command::new(PROMULGATE).arg("--version")),
        peer("typst"),
        peer("pandoc"),
    )
}

/// Bars, as long as the time to that of the slowest.
fn chart(measured: &[Measured]) -> String {
    const ROW: usize = 30;
    const LEFT: f64 = 400.0;
    const WIDTH: f64 = 460.0;
    let longest = measured.iter().map(Measured::median).fold(1.0, f64::max);
    let mut rows = String::new();
    for (index, one) in measured.iter().enumerate() {
        let y = 20 + index * ROW;
        let width = (one.median() / longest * WIDTH).max(1.0);
        let name = one.name.replace('`', "");
        let class = if one.name.contains("Typst") { "other" } else { "own" };
        rows += &format!(
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>\
             <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width:.1}\" height=\"18\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{}\">{:.0} ms</text>\n",
            LEFT - 8.0,
            y + 14,
            LEFT + width + 8.0,
            y + 14,
            one.median()
        );
    }
    let height = 40 + measured.len() * ROW;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 {height}\" role=\"img\" \
         aria-label=\"Milliseconds of each case\">\n<style>text {{ font: 14px system-ui, sans-serif; \
         fill: #1a1d21 }} .own {{ fill: #1d4f73 }} .other {{ fill: #b9c3cd }} .page {{ fill: #fff }}\
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6e9ed }} .own {{ fill: #7fb3d8 }} \
         .other {{ fill: #56616d }} .page {{ fill: #14181d }} }}</style>\n\
         <rect class=\"page\" width=\"960\" height=\"{height}\"/>\n{rows}</svg>\n"
    )
}
