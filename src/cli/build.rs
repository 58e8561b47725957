//! `promulgate build`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};

use super::SelectionArgs;
use super::cache::CacheArgs;
use super::report;
use crate::build::{Audience, BuildOptions, Built, build};
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
    priority: Priority,
}

/// How much of the machine a build may claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    Usual,
    /// What else runs comes first, such as the browser that shows the result.
    Low,
}

/// Why there is nothing to report of a build.
pub(super) enum Unbuilt {
    Errors(Diagnostics),
    Usage(String),
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        folder: &'a Path,
        args: &'a BuildArgs,
        priority: Priority,
    ) -> Result<Self, Diagnostic> {
        let out = if args.out.is_absolute() { args.out.clone() } else { folder.join(&args.out) };
        Ok(Builder { folder, args, out, cache: args.cache.open()?, priority })
    }

    /// Loads the project and builds it for `audience`; all that was found is in the result.
    pub(super) fn build(&self, audience: &Audience<'_>) -> Result<Built, Unbuilt> {
        let (mut project, mut found) = Project::open(self.folder).map_err(Unbuilt::Errors)?;
        let options = self.args.selection.options(&project).map_err(Unbuilt::Usage)?;
        let work = || self.with_progress(&mut project, &options, audience);
        match on_threads(self.args.selection.jobs, self.priority, work).map_err(Unbuilt::Usage)? {
            Ok(built) => {
                found.extend(built.diagnostics);
                Ok(Built { diagnostics: found, ..built })
            }
            Err(diagnostics) => {
                found.extend(diagnostics);
                Err(Unbuilt::Errors(found))
            }
        }
    }

    fn with_progress(
        &self,
        project: &mut Project,
        options: &BuildOptions,
        audience: &Audience<'_>,
    ) -> Result<Built, Diagnostics> {
        let cache = self.cache.as_ref();
        let for_people = self.args.selection.message_format == MessageFormat::Human;
        if !for_people || !std::io::stderr().is_terminal() {
            return build(project, options, &self.out, cache, audience);
        }
        let style = ProgressStyle::with_template("{spinner} {pos} files  {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = ProgressBar::new_spinner().with_style(style);
        let on_artifact = |path: &str, bytes: Option<&[u8]>| {
            bar.set_message(path.to_owned());
            bar.inc(1);
            (audience.on_artifact)(path, bytes);
        };
        let audience = Audience { awaited: audience.awaited.clone(), on_artifact: &on_artifact };
        let built = build(project, options, &self.out, cache, &audience);
        bar.finish_and_clear();
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
    let builder = match Builder::new(folder, args, Priority::Usual) {
        Ok(builder) => builder,
        Err(diagnostic) => return report::finish(&diagnostic.into(), format, color),
    };
    match builder.build(&Audience::default()) {
        Ok(built) => {
            let status = report::finish(&built.diagnostics, format, color);
            if format == MessageFormat::Human {
                return report::print(&builder.summary(&built));
            }
            status
        }
        Err(Unbuilt::Errors(diagnostics)) => report::finish(&diagnostics, format, color),
        Err(Unbuilt::Usage(message)) => report::usage(&message),
    }
}

/// Runs `work` on `jobs` threads; 0 means one per core.
pub(super) fn on_threads<T: Send>(
    jobs: usize,
    priority: Priority,
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    /// In bytes; a layout recurses as deep as its document is nested.
    const STACK: usize = 16 << 20;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK);
    let pool = pool
        .start_handler(move |_| {
            if priority == Priority::Low {
                give_way();
            }
        })
        .build();
    pool.map(|pool| pool.install(work)).map_err(|error| format!("no threads: {error}"))
}

/// Lowers the priority of this thread; elsewhere than on Linux it would be that of the process.
fn give_way() {
    #[cfg(target_os = "linux")]
    // Refused, it is done at the usual priority.
    let _ = rustix::process::nice(10);
}
