//! The same pages by other tools: pandoc for HTML, plain text and JSON, the Typst CLI for PDF; two
//! processes at a time, as a script would run them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;

use crate::ROOT;
use crate::cases::{build, path};
use crate::floor;

fn tool(name: &str) -> PathBuf {
    let tool = Path::new(ROOT).join("target/peers/bin").join(name);
    assert!(tool.exists(), "scripts/install-bench-peers installs {name}");
    tool
}

/// A home folder in which the fonts are installed that Debian has for all scripts.
pub(crate) fn home() -> PathBuf {
    Path::new(ROOT).join("target/peers/home")
}

/// Writes what the tools start from: a folder for each locale with the page as Markdown, and the
/// Typst template with its data.
pub(crate) fn pages(project: &Path, to: &Path) {
    let arguments = ["--project", path(project), "build", "--ignore-system-fonts", "--no-cache"];
    let formats = ["--format", "html", "--format", "json", "--out", path(to)];
    build(&[&arguments[..], &formats[..]].concat());
    floor::measure(to);
    for folder in locales(to) {
        let text = Command::new(tool("pandoc"))
            .args(["-f", "html", "-t", "markdown"])
            .arg(folder.join("cookie-policy.fragment.html"))
            .output()
            .expect("pandoc runs");
        assert!(text.status.success());
        fs::write(folder.join("page.md"), text.stdout).expect("it is written");
        fs::copy(folder.join("cookie-policy.json"), folder.join("document.json")).expect("a copy");
        fs::copy(folder.join("cookie-policy.layout"), folder.join("layout.json")).expect("a copy");
        for name in ["document.typ", "blocks.typ"] {
            fs::copy(Path::new(ROOT).join("templates/pdf").join(name), folder.join(name))
                .expect("a copy");
        }
    }
}

fn locales(pages: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(pages).expect("a folder").map(|entry| entry.expect("one").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Makes the four formats of each locale, in a folder of its name below `out`.
pub(crate) fn run(pages: &Path, out: &Path, system_fonts: bool) {
    let commands: Vec<Command> = locales(pages)
        .iter()
        .flat_map(|folder| {
            let out = out.join(folder.file_name().expect("a name"));
            fs::create_dir_all(&out).expect("a folder");
            let mut commands = vec![typst(folder, &out, system_fonts)];
            commands.extend(["html", "plain", "json"].map(|format| pandoc(folder, &out, format)));
            commands
        })
        .collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    pool.install(|| {
        commands.into_par_iter().with_max_len(1).for_each(|mut command| {
            let status =
                command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("it runs");
            assert!(status.success(), "{command:?}");
        });
    });
}

fn pandoc(folder: &Path, out: &Path, format: &str) -> Command {
    let mut command = Command::new(tool("pandoc"));
    command.args(["--standalone", "--metadata", "title=Policy", "-f", "markdown", "-t", format]);
    command.arg(folder.join("page.md")).arg("-o").arg(out.join(format!("page.{format}")));
    command
}

fn typst(folder: &Path, out: &Path, system_fonts: bool) -> Command {
    let mut command = Command::new(tool("typst"));
    command.args(["compile", "--features", "a11y-extras", "--pdf-standard", "a-3a,ua-1"]);
    command.arg("--font-path").arg(Path::new(ROOT).join("fonts")).arg("--root").arg(folder);
    if !system_fonts {
        command.arg("--ignore-system-fonts");
    }
    command.arg(folder.join("document.typ")).arg(out.join("page.pdf"));
    command
}
