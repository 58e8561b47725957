//! The command line: one file per subcommand, which connects the library to the terminal.

mod approve;
mod build;
mod cache;
mod check;
mod explain;
mod extract;
mod generate;
mod init;
mod report;
mod signals;
mod status;
mod watch;
mod xliff;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, CommandFactory, Parser, Subcommand};

use crate::compile::{Request, Selection};
use crate::diagnostic::MessageFormat;
use crate::document::{DocumentId, LocaleTag};
use crate::project::Project;
use crate::render::Format;

/// Compile policies into HTML, PDF, plain text and JSON, in every language.
#[derive(Debug, Parser)]
#[command(name = "promulgate", version, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  promulgate init my-policies      start a project that builds at once
  promulgate build                 build every document, language and format into dist/
  promulgate check --strict        find what a build would, and publish nothing

Exit status: 0 done, 1 the input has errors, 2 wrong usage, 3 the machine failed,
4 a fault of Promulgate itself.")]
struct Cli {
    /// Folder of the project.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = ".",
        env = "PROMULGATE_PROJECT"
    )]
    project: PathBuf,

    /// When to colour messages.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build documents and publish them into a folder.
    #[command(after_help = build::EXAMPLES)]
    Build(build::BuildArgs),
    /// Build again whenever a file of the project is saved.
    #[command(after_help = watch::WATCH_EXAMPLES)]
    Watch(build::BuildArgs),
    /// Show what is built in the browser, and reload it after every save.
    #[command(after_help = watch::SERVE_EXAMPLES)]
    Serve(watch::ServeArgs),
    /// Find every problem that a build would, and publish nothing.
    #[command(after_help = check::EXAMPLES)]
    Check(check::CheckArgs),
    /// Write templates for translators and bring catalogues up to date.
    #[command(after_help = extract::EXAMPLES)]
    Extract(extract::ExtractArgs),
    /// Exchange texts with translators' tools, in XLIFF.
    #[command(after_help = xliff::EXAMPLES)]
    Xliff(xliff::XliffArgs),
    /// Tell how far each document is translated and signed off in each locale, and what the locale
    /// falls back to.
    #[command(after_help = status::EXAMPLES)]
    Status(status::StatusArgs),
    /// Record that somebody approves the text of a locale as it stands.
    #[command(after_help = approve::EXAMPLES)]
    Approve(approve::ApproveArgs),
    /// Show or empty the cache of builds.
    #[command(after_help = cache::EXAMPLES)]
    Cache(cache::CacheCommandArgs),
    /// Print the JSON Schema of exported documents.
    #[command(after_help = "Example:\n  promulgate schema > document.schema.json")]
    Schema,
    /// Start a new project that builds at once.
    #[command(after_help = init::EXAMPLES)]
    Init(init::InitArgs),
    /// Explain a diagnostic by its code.
    #[command(after_help = "Example:\n  promulgate explain P401")]
    Explain(explain::ExplainArgs),
    /// Print completions for a shell.
    #[command(
        after_help = "Example:\n  promulgate completions bash > /etc/bash_completion.d/promulgate"
    )]
    Completions(generate::CompletionsArgs),
    /// Print the manual page.
    #[command(after_help = "Example:\n  promulgate man > promulgate.1")]
    Man,
}

/// Which part of a project a command is about.
#[derive(Debug, Args)]
struct SelectionArgs {
    /// Only this locale (repeatable).
    #[arg(long = "locale", short = 'l', value_name = "TAG")]
    locales: Vec<LocaleTag>,

    /// Only this document (repeatable).
    #[arg(long = "document", short = 'd', value_name = "ID")]
    documents: Vec<DocumentId>,

    /// Only this format (repeatable).
    #[arg(long = "format", short = 'f', value_name = "FORMAT", value_parser = format_parser())]
    formats: Vec<Format>,

    /// Treat warnings as errors.
    #[arg(long)]
    strict: bool,

    /// Only approved documents, by the rule `unapproved` of policy.toml.
    #[arg(long)]
    require_approved: bool,

    /// Also look for fonts in this folder (repeatable).
    #[arg(long = "font-path", value_name = "DIR")]
    font_paths: Vec<PathBuf>,

    /// Never use installed fonts, so that the result is the same on every machine.
    #[arg(long)]
    ignore_system_fonts: bool,

    /// How many threads work, at most four per core; 0 means one per core.
    #[arg(long, short = 'j', value_name = "N", default_value_t = 0)]
    jobs: usize,

    /// How messages are printed.
    #[arg(long, value_name = "FORM", default_value = "human")]
    message_format: MessageFormat,
}

impl SelectionArgs {
    /// The library's form of the options; says which name the project does not have.
    fn request_of(&self, project: &Project) -> Result<Request, String> {
        for tag in &self.locales {
            if !project.locales().any(|known| known == tag) {
                let known: Vec<&str> = project.locales().map(LocaleTag::as_str).collect();
                return Err(format!("no locale `{tag}`; the project has {}", known.join(", ")));
            }
        }
        for id in &self.documents {
            if !project.document_ids().any(|known| known == id) {
                let known: Vec<&str> = project.document_ids().map(DocumentId::as_str).collect();
                return Err(format!("no document `{id}`; the project has {}", known.join(", ")));
            }
        }
        Ok(self.request())
    }

    /// The library's form of the options, whether the project has what they name or not.
    fn request(&self) -> Request {
        Request {
            selection: Selection {
                locales: self.locales.clone(),
                documents: self.documents.clone(),
                formats: self.formats.clone(),
            },
            font_folders: self.font_paths.clone(),
            system_fonts: !self.ignore_system_fonts,
            strict: self.strict,
            require_approved: self.require_approved,
        }
    }
}

/// Reads the name of a format.
fn format_parser() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| PossibleValue::new(format.name()).help(format.about());
    PossibleValuesParser::new(Format::all().map(value))
        .try_map(|name| Format::named(&name).ok_or("it is no format"))
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    signals::install();
    let (format, color) = (cli.command.message_format(), cli.color);
    report::or_bug(format, color, || cli.run())
}

impl Command {
    /// Returns how the command prints messages.
    fn message_format(&self) -> MessageFormat {
        match self {
            Command::Build(args) | Command::Watch(args) => args.selection.message_format,
            Command::Serve(args) => args.build.selection.message_format,
            Command::Check(args) => args.selection.message_format,
            Command::Extract(_)
            | Command::Xliff(_)
            | Command::Status(_)
            | Command::Approve(_)
            | Command::Cache(_)
            | Command::Schema
            | Command::Init(_)
            | Command::Explain(_)
            | Command::Completions(_)
            | Command::Man => MessageFormat::Human,
        }
    }
}

impl Cli {
    fn run(self) -> ExitCode {
        let Cli { project, color, command } = self;
        match command {
            Command::Build(args) => build::run(&project, &args, color),
            Command::Watch(args) => watch::watch(&project, &args, color),
            Command::Serve(args) => watch::serve(&project, &args, color),
            Command::Check(args) => check::run(&project, &args, color),
            Command::Xliff(args) => xliff::run(&project, &args, color),
            Command::Status(args) => status::run(&project, &args, color),
            Command::Approve(args) => approve::run(&project, &args, color),
            Command::Extract(args) => extract::run(&project, &args, color),
            Command::Cache(args) => cache::run(&args, color),
            Command::Schema => report::print(&crate::document::schema::document_schema()),
            Command::Init(args) => init::run(&args, color),
            Command::Explain(args) => explain::run(&args),
            Command::Completions(args) => generate::completions(&args, &mut Cli::command()),
            Command::Man => generate::man(Cli::command()),
        }
    }
}
