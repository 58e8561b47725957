//! Publishing: what is compiled takes the place of what was published before, as a whole.

mod built;
mod files;
mod in_place;
mod manifest;
mod previous;
mod replaceable;
mod staging;
mod standing;
mod target;

pub use built::Built;
pub use manifest::Manifest;
pub(crate) use standing::Standing;

use std::path::Path;

use self::built::Basis;
use self::files::MANIFEST;
use self::previous::{Keeper, Previous, PublishedRecord, remember};
use self::staging::Staging;
use self::target::Target;
use crate::cache::{Cache, Key, Stage, place_of};
use crate::compile::{BuildError, Compiled, Compiler, Observer, Request};
use crate::project::Project;

/// Compiles what `request` asks for and puts it in the place of the folder `out`.
///
/// # Errors
///
/// Every error, with the warnings; an observer that cancels. What was published before is then as it was.
///
/// ```
/// use promulgate::Project;
/// use promulgate::compile::{BuildError, Request, Silent};
/// use promulgate::publish::build;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (project, _) = Project::load("tests/fixtures/valid/two-documents".as_ref())?;
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("dist");
/// let mut request = Request::default();
/// request.selection.formats = vec!["text".parse()?, "json".parse()?];
/// let built = build(&project, &request, &out, None, &Silent)?;
/// for artifact in &built.manifest.artifacts {
///     assert_eq!(std::fs::read(out.join(&artifact.path))?.len(), artifact.size);
/// }
///
/// // A folder with files of somebody else's is left as it is.
/// std::fs::write(folder.path().join("letter"), "")?;
/// match build(&project, &request, folder.path(), None, &Silent) {
///     Err(BuildError::Input(found)) => println!("{found}"),
///     other => panic!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
pub fn build(
    project: &Project,
    request: &Request,
    out: &Path,
    cache: Option<&Cache>,
    observer: &dyn Observer,
) -> Result<Built, BuildError> {
    let target = Target::open(out)?;
    let mut built = Compiler::with(project, request, cache, observer, |compiler| {
        publish(compiler, &target, cache)
    })?;
    built.diagnostics.extend(cache.and_then(Cache::finish));
    Ok(built)
}

fn publish(
    compiler: &Compiler<'_>,
    target: &Target,
    cache: Option<&Cache>,
) -> Result<Built, BuildError> {
    let source = compiler.source();
    let previous = cache.and_then(|cache| Previous::find(cache, target));
    let whole = compiler.whole().map(|whole| place_of(Stage::Whole, &whole));
    if let (Some(previous), Some(inputs)) = (&previous, &whole)
        && previous.is_made_from(inputs)
        && compiler.still_has_fonts(&previous.record.outcome)
    {
        let diagnostics = compiler.accept(&source, previous.record.outcome.warnings.clone())?;
        let basis = Some(Basis::of(&previous.record, compiler.fonts_used()));
        let manifest = previous.manifest.clone();
        return Ok(Built { manifest, diagnostics, unchanged: true, basis });
    }
    let staging = Staging::new(target)?;
    let keeper = Keeper { staging: &staging, previous: previous.as_ref() };
    let Compiled { artifacts, made, outcome } = compiler.compile(&source, &keeper)?;
    let diagnostics = compiler.accept(&source, outcome.warnings.clone())?;
    let manifest = Manifest::new(artifacts);
    let json = manifest.to_json();
    let as_it_was = previous.as_ref().filter(|previous| previous.is(&manifest));
    let files = match as_it_was {
        Some(previous) => previous.record.files.clone(),
        None => {
            staging.write(MANIFEST, &json)?;
            staging.publish()?
        }
    };
    let unchanged = as_it_was.is_some();
    let basis = cache.zip(whole).map(|(cache, inputs)| {
        let manifest = Key::of(&json);
        let record = PublishedRecord { inputs, manifest, artifacts: made, files, outcome };
        remember(cache, target, &record);
        Basis::of(&record, compiler.fonts_used())
    });
    Ok(Built { manifest, diagnostics, unchanged, basis })
}
