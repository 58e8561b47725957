//! `promulgate cache`, and the options of every command that builds.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ColorChoice, Subcommand};
use serde_json::json;

use super::report;
use crate::cache::{Cache, DEFAULT_LIMIT};
use crate::diagnostic::{Code, Diagnostic, MessageFormat};

pub(super) const EXAMPLES: &str = "\
Examples:
  promulgate cache info           where the cache is and how much it holds
  promulgate cache info --json    the same for a script
  promulgate cache clear          remove what is in it";

const MIB: u64 = 1 << 20;

/// Where the cache is.
#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Folder of the cache; without it, the platform's folder for caches.
    #[arg(long, value_name = "DIR", env = "PROMULGATE_CACHE_DIR")]
    cache_dir: Option<PathBuf>,

    /// What the cache holds at most, in MiB; what was not used for longest goes first.
    #[arg(long, value_name = "MIB", env = "PROMULGATE_CACHE_LIMIT", default_value_t = DEFAULT_LIMIT / MIB)]
    cache_limit: u64,
}

/// Whether and where a build uses a cache.
#[derive(Debug, Args)]
pub(super) struct CacheArgs {
    /// Render everything anew, and neither read nor write the cache.
    #[arg(long)]
    no_cache: bool,

    /// Tell of each result that is not in the cache why it is made again.
    #[arg(long)]
    pub(super) explain_cache: bool,

    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(Debug, Args)]
pub(super) struct CacheCommandArgs {
    #[command(subcommand)]
    command: CacheCommand,
}

#[derive(Debug, Subcommand)]
enum CacheCommand {
    /// Tell where the cache is and how much it holds.
    Info {
        #[command(flatten)]
        place: PlaceArgs,
        /// Print a JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Remove what is in the cache.
    Clear {
        #[command(flatten)]
        place: PlaceArgs,
    },
}

impl PlaceArgs {
    fn open(&self) -> Result<Cache, Diagnostic> {
        Cache::open(self.cache_dir.clone(), self.cache_limit.saturating_mul(MIB))
    }
}

impl CacheArgs {
    /// Opens the cache if it is wanted.
    ///
    /// # Errors
    ///
    /// A warning that there is none on this machine: a build can do without.
    pub(super) fn open(&self) -> Result<Option<Cache>, Diagnostic> {
        let unavailable = |error: Diagnostic| {
            let warning = Diagnostic::warning(Code::Cache, error.message);
            warning.help("set `HOME`, name a folder with `--cache-dir`, or build with `--no-cache`")
        };
        if self.no_cache { Ok(None) } else { self.place.open().map(Some).map_err(unavailable) }
    }
}

pub(super) fn run(args: &CacheCommandArgs, color: ColorChoice) -> ExitCode {
    let done = match &args.command {
        CacheCommand::Info { place, json } => place.open().map(|cache| info(&cache, *json)),
        CacheCommand::Clear { place } => place.open().and_then(|cache| {
            let removed = cache.clear()?;
            Ok(format!("removed {} entries, {}\n", removed.entries, size(removed.bytes)))
        }),
    };
    match done {
        Ok(text) => report::print(&text),
        Err(diagnostic) => report::finish(&diagnostic.into(), MessageFormat::Human, color),
    }
}

fn info(cache: &Cache, json: bool) -> String {
    let info = cache.info();
    let folder = cache.folder().display();
    if json {
        let value = json!({
            "folder": folder.to_string(),
            "entries": info.entries,
            "bytes": info.bytes,
            "limit": info.limit,
        });
        return format!("{value}\n");
    }
    format!(
        "folder   {folder}\nentries  {}\nsize     {} of at most {}\n",
        info.entries,
        size(info.bytes),
        size(info.limit)
    )
}

fn size(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(MIB))
}
