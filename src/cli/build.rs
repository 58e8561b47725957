//! `promulgate build`.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};

use super::SelectionArgs;
use super::cache::CacheArgs;
use super::report;
use super::watch::Viewing;
use crate::cache::Cache;
use crate::compile::{BuildError, Observer, Request, Silent};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MessageFormat, harmless};
use crate::project::Project;
use crate::publish::{Built, Standing, build};

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate build                                   everything, into dist/
  promulgate build --locale de --locale fr           two languages
  promulgate build --format pdf --out /srv/policies  the PDFs alone
  promulgate build --strict --message-format sarif > findings.sarif";

/// More threads than cores gain nothing, and each takes memory.
const THREADS_PER_CORE: usize = 4;

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) selection: SelectionArgs,

    #[command(flatten)]
    cache: CacheArgs,

    /// Folder to publish into, replaced as a whole; `dist` in the project's folder by default.
    #[arg(long, short = 'o', value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A build with its options, which `watch` repeats.
pub(super) struct Builder<'a> {
    pub(super) args: &'a BuildArgs,
    pub(super) out: PathBuf,
    compiler: Compiler<'a>,
}

/// What `build` and `check` have in common.
pub(super) struct Compiler<'a> {
    folder: &'a Path,
    selection: &'a SelectionArgs,
    cache: Option<Cache>,
    /// Whether it tells why each result is made.
    explain: bool,
    /// Said after each build.
    warning: Option<Diagnostic>,
}

/// Why a build came to nothing.
pub(super) enum Failure {
    Build(BuildError),
    Usage(String),
}

impl Failure {
    /// Reports the failure; returns the exit status.
    pub(super) fn finish(self, format: MessageFormat, color: ColorChoice) -> ExitCode {
        match self {
            Failure::Build(error) => report::fail(error, format, color),
            Failure::Usage(message) => report::usage(&message),
        }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Failure::Build(error)
    }
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Failure::Build(errors.into())
    }
}

/// Tells on the terminal how far a build is, and why it makes what it makes.
struct Progress<'a> {
    bar: Option<ProgressBar>,
    explain: bool,
    observer: &'a dyn Observer,
}

impl Observer for Progress<'_> {
    fn done(&self, path: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(path.to_owned());
            bar.inc(1);
        }
        self.observer.done(path);
    }

    fn is_cancelled(&self) -> bool {
        self.observer.is_cancelled()
    }

    fn wants_reasons(&self) -> bool {
        self.explain
    }

    fn reason(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            // A closed standard error leaves nobody to tell.
            None => _ = writeln!(io::stderr(), "{line}"),
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(folder: &'a Path, args: &'a BuildArgs) -> Self {
        let out = match &args.out {
            Some(out) => out.clone(),
            None if folder == Path::new(".") => PathBuf::from("dist"),
            None => folder.join("dist"),
        };
        let compiler = Compiler::new(folder, &args.selection, &args.cache);
        Builder { args, out, compiler }
    }

    /// Loads the project and builds it for `observer`; all that was found is in the result. It is
    /// remembered by how the project's files looked before, if that is known. What is `open` is shown
    /// first.
    pub(super) fn build(
        &self,
        observer: &dyn Observer,
        before: Option<&Standing<'_>>,
        open: Option<&Viewing<'_>>,
    ) -> Result<Built, Failure> {
        let ((mut built, young), found) =
            self.compiler.run(observer, |project, request, cache, observer| {
                if let Some(open) = open {
                    open.show(project, request, cache);
                }
                let mut built = build(project, request, &self.out, cache, observer)?;
                let found = std::mem::take(&mut built.diagnostics);
                let young = before.and_then(|before| before.young(project));
                Ok(((built, young), found))
            })?;
        built.diagnostics = found;
        if let (Some(before), Some(young)) = (before, young) {
            before.remember(young, &built);
        }
        Ok(built)
    }

    /// Says in one line how many files were published, and where.
    pub(super) fn summary(&self, count: usize, unchanged: bool) -> String {
        let files = if count == 1 { "file" } else { "files" };
        let unchanged = if unchanged { ", unchanged" } else { "" };
        let out = self.out.display().to_string();
        format!("{count} {files} in {}{unchanged}\n", harmless(&out))
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn new(folder: &'a Path, selection: &'a SelectionArgs, args: &CacheArgs) -> Self {
        let (cache, warning) = match args.open() {
            Ok(cache) => (cache, None),
            Err(warning) => (None, Some(warning)),
        };
        Compiler { folder, selection, cache, explain: args.explain_cache, warning }
    }

    /// Loads the project and does `work` on it for `observer`; all that was found is in the result.
    pub(super) fn run<T: Send>(
        &self,
        observer: &dyn Observer,
        work: impl Fn(
            &Project,
            &Request,
            Option<&Cache>,
            &dyn Observer,
        ) -> Result<(T, Diagnostics), BuildError>
        + Sync,
    ) -> Result<(T, Diagnostics), Failure> {
        let (project, mut found) = Project::read(self.folder)?;
        let request = match self.selection.request_of(&project) {
            Ok(request) => request,
            // What is asked for may be what could not be read.
            Err(_) if !project.is_sound() => return Err(found.into()),
            Err(message) => return Err(Failure::Usage(message)),
        };
        let cache = self.cache.as_ref();
        let progress = Progress { bar: self.progress(), explain: self.explain, observer };
        let done = on_threads(self.selection.jobs, || work(&project, &request, cache, &progress));
        if let Some(bar) = &progress.bar {
            bar.finish_and_clear();
        }
        match done.map_err(Diagnostics::from)? {
            Ok((done, more)) => {
                found.extend(more);
                found.extend(self.warning.clone());
                Ok((done, found))
            }
            Err(error) => Err(error.after(found).into()),
        }
    }

    fn progress(&self) -> Option<ProgressBar> {
        let for_people = self.selection.message_format == MessageFormat::Human;
        if !for_people || !report::knows_escapes(&std::io::stderr()) {
            return None;
        }
        let style = ProgressStyle::with_template("{spinner} {pos} files  {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        Some(ProgressBar::new_spinner().with_style(style))
    }
}

pub(super) fn run(folder: &Path, args: &BuildArgs, color: ColorChoice) -> ExitCode {
    let format = args.selection.message_format;
    let builder = Builder::new(folder, args);
    let request = args.selection.request();
    let look = || {
        let cache = builder.compiler.cache.as_ref()?;
        let before = Standing::look(folder, &request, &builder.out, cache)?;
        let unchanged = before.find();
        Some((before, unchanged))
    };
    let (before, unchanged) = match on_threads(args.selection.jobs, look) {
        Ok(looked) => looked.unzip(),
        Err(error) => return report::finish(&error.into(), format, color),
    };
    let (count, diagnostics, is_unchanged) = match unchanged.flatten() {
        Some(unchanged) => (unchanged.artifacts, unchanged.diagnostics, true),
        None => match builder.build(&Silent, before.as_ref(), None) {
            Ok(built) => (built.manifest.artifacts.len(), built.diagnostics, built.unchanged),
            Err(failure) => return failure.finish(format, color),
        },
    };
    let status = report::finish(&diagnostics, format, color);
    if format == MessageFormat::Human {
        return report::print(&builder.summary(count, is_unchanged));
    }
    status
}

/// Runs `work` on `jobs` threads, at most [`THREADS_PER_CORE`]; 0 means one per core.
fn on_threads<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, Diagnostic> {
    /// In bytes; a layout recurses as deep as its document is nested.
    const STACK: usize = 16 << 20;
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = if jobs == 0 { cores } else { jobs.min(cores * THREADS_PER_CORE) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    pool.map(|pool| pool.install(work))
        .map_err(|error| Diagnostic::error(Code::Io, format!("no threads can be started: {error}")))
}
