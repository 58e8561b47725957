//! Promulgate: a document compiler for policies.
//!
//! One policy source with locale overlays becomes HTML, PDF, plain text and JSON in every language.
//! Data flows one way: [`Project::load`] reads the files, a document is resolved in a locale to a
//! [`document::Document`], renderers turn that value into bytes, [`build::build`] publishes them.
//!
//! ```no_run
//! use promulgate::Project;
//! use promulgate::build::{BuildOptions, Nobody, Selection, build};
//!
//! let (mut project, _warnings) = Project::load(".".as_ref()).expect("a valid project");
//! let options = BuildOptions {
//!     selection: Selection::default(),
//!     font_folders: Vec::new(),
//!     system_fonts: false,
//!     strict: true,
//!     require_approved: false,
//! };
//! let built = build(&mut project, &options, "dist".as_ref(), None, &Nobody).expect("no errors");
//! println!("{} artifacts", built.manifest.artifacts.len());
//! ```

pub mod build;
pub mod cache;
mod check;
pub mod cli;
pub mod diagnostic;
pub mod document;
#[doc(hidden)]
pub mod fuzzing;
#[doc(hidden)]
pub mod measuring;
pub mod preview;
mod project;
mod render;
mod resolve;
mod temporary;
pub mod translation;

pub use project::Project;
