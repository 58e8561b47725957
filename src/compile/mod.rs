//! Compiling: every document in every locale is resolved, judged and rendered, one document after the
//! other. What is made goes to a [`Sink`]; `check` looks at it, `publish` keeps it.

mod artifact;
mod compiler;
mod diagnose;
mod error;
mod fonts;
mod keys;
mod nothing;
mod observer;
mod pages;
mod place;
mod plan;
mod request;
mod stages;

pub use artifact::Artifact;
pub(crate) use artifact::{Kept, Sink};
pub(crate) use compiler::{Compiled, Compiler, Made, Outcome};
pub use error::BuildError;
pub use observer::{Observer, Silent};
pub use pages::{Open, show};
pub use request::{Request, Selection};

pub use crate::render::Format;

use self::artifact::Nowhere;
use crate::cache::{Cache, Stage};
use crate::diagnostic::Diagnostics;
use crate::project::Project;

/// Does all that a build does, and publishes nothing. Returns the warnings.
///
/// # Errors
///
/// Every error, with the warnings; an observer that cancels.
pub fn check(
    project: &Project,
    request: &Request,
    cache: Option<&Cache>,
    observer: &dyn Observer,
) -> Result<Diagnostics, BuildError> {
    let mut found = Compiler::with(project, request, cache, observer, |compiler| {
        let source = compiler.source();
        let compile = || compiler.compile(&source, &Nowhere).map(|compiled| compiled.outcome);
        let outcome = match compiler.whole() {
            Some(whole) => {
                let holds = |known: &Outcome| compiler.still_has_fonts(known);
                let store = compiler.store();
                store.memo_while(Stage::Whole, &"project", &whole, holds, compile)?
            }
            None => compile()?,
        };
        compiler.accept(&source, outcome.warnings)
    })?;
    found.extend(cache.and_then(Cache::finish));
    Ok(found)
}
