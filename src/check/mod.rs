//! Checks beyond what loading and resolving need: one file per family of rules.

mod catalogues;
mod fonts;
mod inventory;
mod terms;
mod translations;
mod typography;
mod variables;

pub(crate) use fonts::fonts;
#[cfg(test)]
use translations::fixed;
pub(crate) use translations::fixes;

use crate::diagnostic::Diagnostics;
use crate::project::Project;

/// Every warning about a project that can be told before it is resolved.
pub(crate) fn lint(project: &Project) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    variables::check(project, &mut diagnostics);
    inventory::check(project, &mut diagnostics);
    catalogues::check(project, &mut diagnostics);
    translations::check(project, &mut diagnostics);
    diagnostics
}
