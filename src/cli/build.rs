//! `promulgate build`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};

use super::SelectionArgs;
use super::cache::CacheArgs;
use super::report;
use std::collections::BTreeSet;

use crate::build::{Audience, BuildOptions, Built, Nobody, Unbuilt, build};
use crate::cache::Cache;
use crate::diagnostic::{Diagnostic, Diagnostics, MessageFormat};
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
    pub(super) selection: SelectionArgs,

    #[command(flatten)]
    cache: CacheArgs,

    /// Folder to publish into, replaced as a whole.
    #[arg(long, short = 'o', value_name = "DIR", default_value = "dist")]
    out: PathBuf,
}

/// A build that can be done once or again and again.
pub(super) struct Builder<'a> {
    folder: &'a Path,
    pub(super) args: &'a BuildArgs,
    pub(super) out: PathBuf,
    cache: Option<Cache>,
}

/// Why a build came to nothing.
pub(super) enum Failure {
    Unbuilt(Unbuilt),
    Usage(String),
}

impl Failure {
    /// Tells of it; returns the status to end with.
    pub(super) fn finish(self, format: MessageFormat, color: ColorChoice) -> ExitCode {
        match self {
            Failure::Unbuilt(Unbuilt::Errors(diagnostics)) => {
                report::finish(&diagnostics, format, color)
            }
            // There is nothing to tell: another build follows.
            Failure::Unbuilt(Unbuilt::Outdated) => ExitCode::SUCCESS,
            Failure::Usage(message) => report::usage(&message),
        }
    }
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Failure::Unbuilt(Unbuilt::Errors(errors))
    }
}

/// Tells on the terminal how far a build is.
struct Progress<'a> {
    bar: ProgressBar,
    audience: &'a dyn Audience,
}

impl Audience for Progress<'_> {
    fn awaited(&self) -> BTreeSet<String> {
        self.audience.awaited()
    }

    fn show(&self, path: &str, bytes: Option<&[u8]>) {
        self.audience.show(path, bytes);
    }

    fn settle(&self) {
        self.audience.settle();
    }

    fn done(&self, path: &str) {
        self.bar.set_message(path.to_owned());
        self.bar.inc(1);
        self.audience.done(path);
    }

    fn is_outdated(&self) -> bool {
        self.audience.is_outdated()
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(folder: &'a Path, args: &'a BuildArgs) -> Result<Self, Diagnostic> {
        let out = if args.out.is_absolute() { args.out.clone() } else { folder.join(&args.out) };
        Ok(Builder { folder, args, out, cache: args.cache.open()? })
    }

    /// Loads the project and builds it for `audience`; all that was found is in the result.
    pub(super) fn build(&self, audience: &dyn Audience) -> Result<Built, Failure> {
        let (mut project, mut found) = Project::open(self.folder)?;
        let options = self.args.selection.options(&project).map_err(Failure::Usage)?;
        let work = || self.with_progress(&mut project, &options, audience);
        match on_threads(self.args.selection.jobs, work).map_err(Failure::Usage)? {
            Ok(built) => {
                found.extend(built.diagnostics);
                Ok(Built { diagnostics: found, ..built })
            }
            Err(Unbuilt::Errors(diagnostics)) => {
                found.extend(diagnostics);
                Err(found.into())
            }
            Err(outdated) => Err(Failure::Unbuilt(outdated)),
        }
    }

    fn with_progress(
        &self,
        project: &mut Project,
        options: &BuildOptions,
        audience: &dyn Audience,
    ) -> Result<Built, Unbuilt> {
        let cache = self.cache.as_ref();
        let for_people = self.args.selection.message_format == MessageFormat::Human;
        if !for_people || !std::io::stderr().is_terminal() {
            return build(project, options, &self.out, cache, audience);
        }
        let style = ProgressStyle::with_template("{spinner} {pos} files  {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::new_spinner().with_style(style);
        let progress = Progress { bar, audience };
        let built = build(project, options, &self.out, cache, &progress);
        progress.bar.finish_and_clear();
        built
    }

    /// What was published, in a line.
    pub(super) fn summary(&self, built: &Built) -> String {
        let count = built.manifest.artifacts.len();
        let files = if count == 1 { "file" } else { "files" };
        let unchanged = if built.unchanged { ", unchanged" } else { "" };
        format!("{count} {files} in {}{unchanged}\n", self.args.out.display())
    }
}

pub(super) fn run(folder: &Path, args: &BuildArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    let builder = match Builder::new(folder, args) {
        Ok(builder) => builder,
        Err(diagnostic) => return report::finish(&diagnostic.into(), format, color),
    };
    match builder.build(&Nobody) {
        Ok(built) => {
            let status = report::finish(&built.diagnostics, format, color);
            if format == MessageFormat::Human {
                return report::print(&builder.summary(&built));
            }
            status
        }
        Err(failure) => failure.finish(format, color),
    }
}

/// Runs `work` on `jobs` threads; 0 means one per core.
pub(super) fn on_threads<T: Send>(
    jobs: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    /// In bytes; a layout recurses as deep as its document is nested.
    const STACK: usize = 16 << 20;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build();
    pool.map(|pool| pool.install(work)).map_err(|error| format!("no threads: {error}"))
}
