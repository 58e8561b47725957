//! Compiling: every document in every locale is resolved, judged and rendered, one document after the
//! other. What is made goes to a sink; `check` looks at it, `publish` keeps it.

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
mod renderer;
mod request;
mod stages;

pub use artifact::Artifact;
pub(crate) use artifact::{Kept, Sink};
pub(crate) use compiler::{Compiled, Compiler, Made, Outcome};
pub use error::BuildError;
pub use observer::{Observer, Silent};
#[doc(hidden)]
pub use pages::{Open, show};
pub use renderer::Renderer;
pub use request::{Request, Selection};

use self::artifact::Nowhere;
use crate::cache::{Cache, Stage};
use crate::diagnostic::Diagnostics;
use crate::project::Project;

/// Does all that a build does, and publishes nothing. Returns the warnings.
///
/// # Errors
///
/// Every error, with the warnings; an observer that cancels.
///
/// ```
/// use promulgate::Project;
/// use promulgate::compile::{Request, Silent, check};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (project, _) = Project::load("tests/fixtures/valid/two-documents".as_ref())?;
/// let mut request = Request { strict: true, ..Request::default() };
/// request.selection.locales = vec!["de".parse()?];
/// request.selection.formats = vec!["html".parse()?];
/// let warnings = check(&project, &request, None, &Silent)?;
/// assert!(warnings.is_empty());
/// # Ok(())
/// # }
/// ```
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
