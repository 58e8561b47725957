//! Promulgate: a document compiler for policies.
//!
//! One policy source with locale overlays becomes HTML, PDF, plain text and JSON in every language.
//! Data flows one way, and each step takes the value that the one before returns:
//!
//! | step | entry | gives |
//! | --- | --- | --- |
//! | load | [`Project::load`] | a [`Project`], read from its folder |
//! | resolve | [`Project::resolve`] | a [`document::Document`]: one document in one language |
//! | render | [`Renderer::render`] | the bytes of a document in a [`Format`] |
//! | compile | [`compile::check`] | what is to be said of all documents, languages and formats |
//! | publish | [`publish::build`] | a folder with all of them |
//!
//! Loading, resolving and rendering return a value with its warnings, or every error together with
//! them. Compiling and publishing fail with a [`compile::BuildError`], which tells as well whether the
//! project, the machine or the tool is at fault. All findings are [`diagnostic::Diagnostics`]: they print
//! as one line each, and [`diagnostic::Printer`] shows the lines that they mark.
//!
//! ```
//! use std::fs;
//!
//! use promulgate::compile::{Request, Silent, check};
//! use promulgate::document::EditionId;
//! use promulgate::publish::build;
//! use promulgate::{Project, Renderer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The smallest project: its settings and one document.
//! let folder = tempfile::tempdir()?;
//! let policy = folder.path().join("policy");
//! fs::create_dir(&policy)?;
//! fs::write(
//!     policy.join("policy.toml"),
//!     "source-locale = 'en'\n\
//!      [[documents]]\n\
//!      id = 'terms'\n\
//!      [publisher]\n\
//!      name = 'Example Ltd.'\n\
//!      short_name = 'Example'\n",
//! )?;
//! let source = "+++\n\
//!     title = 'Terms'\n\
//!     summary = 'What we owe each other.'\n\
//!     version = '3'\n\
//!     updated = 2026-02-03\n\
//!     +++\n\n# Terms {#terms}\n\n\
//!     {{ publisher.name }} lets you use the service.\n";
//! fs::write(policy.join("terms.md"), source)?;
//!
//! // Load the project, resolve a document in a language, render it.
//! let (project, warnings) = Project::load(folder.path())?;
//! assert!(warnings.is_empty());
//! let edition = EditionId::new(&"terms".parse()?, &"en".parse()?);
//! let (document, _) = project.resolve(&edition)?;
//! assert_eq!(document.title.text, "Terms");
//! let renderer = Renderer::new(&project);
//! let (text, _) = renderer.render(&document, "text".parse()?)?;
//! assert!(String::from_utf8(text)?.contains("Example Ltd. lets you use the service."));
//! let (json, _) = renderer.render(&document, "json".parse()?)?;
//! assert_eq!(serde_json::from_slice::<serde_json::Value>(&json)?["version"], "3");
//!
//! // Compile everything, then publish it.
//! let mut request = Request::default();
//! request.selection.formats = vec!["html".parse()?, "text".parse()?];
//! let warnings = check(&project, &request, None, &Silent)?;
//! assert!(!warnings.has_errors());
//! let out = folder.path().join("dist");
//! let built = build(&project, &request, &out, None, &Silent)?;
//! assert!(out.join("en/terms.html").is_file());
//! assert!(built.manifest.artifacts.iter().any(|artifact| artifact.path == "en/terms.txt"));
//!
//! // What is wrong has a code, a place and a way out.
//! fs::write(policy.join("terms.md"), source.replace("publisher.name", "publisher.nmae"))?;
//! let (project, _) = Project::load(folder.path())?;
//! let error = build(&project, &request, &out, None, &Silent).unwrap_err();
//! assert!(error.to_string().starts_with("the project has errors: "));
//! assert!(error.diagnostics().to_string().starts_with("policy/terms.md:10:"));
//! # Ok(())
//! # }
//! ```
//!
//! # Threads
//!
//! Compiling and publishing share the work out on the threads of the [`rayon`] pool they are called in. A
//! layout recurses as deep as its document is nested: the command line gives its threads 16 MiB of stack.

pub mod cache;
mod check;
#[doc(hidden)]
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod document;
#[cfg(fuzzing)]
pub mod fuzzing;
mod language;
#[doc(hidden)]
pub mod preview;
mod project;
pub mod publish;
mod render;
mod resolve;
mod rules;
mod temporary;
mod translation;

pub use compile::Renderer;
pub use project::Project;
pub use render::{Format, UnknownFormat};
