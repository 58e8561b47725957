//! `promulgate build`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};

use super::SelectionArgs;
use super::cache::CacheArgs;
use super::report;
use crate::build::{BuildOptions, Built, build};
use crate::cache::Cache;
use crate::diagnostic::{Diagnostics, MessageFormat};
use crate::project::Project;

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate build                                   everything, into dist/
  promulgate build --locale de --locale fr           two languages
  promulgate build --format pdf --out /srv/policies  the PDFs alone
  promulgate build --strict --message-format sarif > findings.sarif";

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    #[command(flatten)]
    cache: CacheArgs,

    /// Folder to publish into, replaced as a whole.
    #[arg(long, short = 'o', value_name = "DIR", default_value = "dist")]
    out: PathBuf,
}

pub(super) fn run(folder: &Path, args: BuildArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    let jobs = args.selection.jobs;
    let out = if args.out.is_absolute() { args.out.clone() } else { folder.join(&args.out) };
    let cache = match args.cache.open() {
        Ok(cache) => cache,
        Err(diagnostic) => return report::finish(&diagnostic.into(), format, color),
    };
    let (mut project, warnings) = match Project::open(folder) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return report::finish(&diagnostics, format, color),
    };
    let options = match args.selection.options(&project) {
        Ok(options) => options,
        Err(message) => return report::usage(&message),
    };
    let mut all = warnings;
    match on_threads(jobs, || {
        build_with_progress(&mut project, &options, &out, cache.as_ref(), format)
    }) {
        Ok(Ok(built)) => {
            all.extend(built.diagnostics);
            let status = report::finish(&all, format, color);
            if format == MessageFormat::Human {
                let count = built.manifest.artifacts.len();
                let files = if count == 1 { "file" } else { "files" };
                let unchanged = if built.unchanged { ", unchanged" } else { "" };
                let out = args.out.display();
                return report::print(&format!("{count} {files} in {out}{unchanged}\n"));
            }
            status
        }
        Ok(Err(diagnostics)) => {
            all.extend(diagnostics);
            report::finish(&all, format, color)
        }
        Err(message) => report::usage(&message),
    }
}

/// Runs `work` on `jobs` threads; 0 means one per core.
pub(super) fn on_threads<T: Send>(
    jobs: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    pool.map(|pool| pool.install(work)).map_err(|error| format!("no threads: {error}"))
}

fn build_with_progress(
    project: &mut Project,
    options: &BuildOptions,
    out: &Path,
    cache: Option<&Cache>,
    format: MessageFormat,
) -> Result<Built, Diagnostics> {
    if format != MessageFormat::Human || !std::io::stderr().is_terminal() {
        return build(project, options, out, cache, &|_| {});
    }
    let style = ProgressStyle::with_template("{spinner} {pos} files  {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style);
    let built = build(project, options, out, cache, &|path| {
        bar.set_message(path.to_owned());
        bar.inc(1);
    });
    bar.finish_and_clear();
    built
}
