//! Promulgate: a document compiler for policies.
//!
//! One policy source with locale overlays becomes HTML, PDF, plain text and JSON in every language.
//! Data flows one way: [`Project::load`] reads the files, a document is resolved in a locale to a
//! [`document::Document`], renderers turn that value into bytes, [`publish::build`] publishes them.
//!
//! ```no_run
//! use promulgate::Project;
//! use promulgate::compile::{Request, Silent};
//! use promulgate::publish::build;
//!
//! let (project, _warnings) = Project::open(".".as_ref()).expect("a valid project");
//! let request = Request { strict: true, ..Request::default() };
//! let built = build(&project, &request, "dist".as_ref(), None, &Silent).expect("no errors");
//! println!("{} artifacts", built.manifest.artifacts.len());
//! ```

pub mod cache;
mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod document;
#[doc(hidden)]
pub mod fuzzing;
mod language;
#[doc(hidden)]
pub mod measuring;
pub mod preview;
mod project;
pub mod publish;
mod render;
mod resolve;
mod rules;
mod temporary;
pub mod translation;

pub use project::Project;
