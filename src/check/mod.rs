//! Checks beyond what loading and resolving need: one file per family of rules.

mod catalogues;
#[cfg(test)]
mod evidence;
mod final_mark;
mod fonts;
mod habits;
mod inventory;
mod languages;
mod numbers;
mod place;
mod sources;
mod terms;
mod translations;
mod typography;
mod variables;

pub(crate) use fonts::fonts;
pub(crate) use numbers::changed_number;
pub(crate) use place::placed;
#[cfg(test)]
use translations::fixed;
pub(crate) use translations::fixes;

use crate::diagnostic::Diagnostics;
use crate::project::Project;
use crate::project::overlay::Overlay;

/// Returns every warning about the source that can be told before it is resolved.
pub(crate) fn source(project: &Project) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    variables::check(project, &mut diagnostics);
    habits::source(project, &mut diagnostics);
    inventory::check(project, &mut diagnostics);
    sources::check(project, &mut diagnostics);
    diagnostics
}

/// Returns every warning about a locale that can be told before it is resolved.
pub(crate) fn overlay(project: &Project, overlay: &Overlay) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    languages::check(project, overlay, &mut diagnostics);
    catalogues::check(project, overlay, &mut diagnostics);
    habits::patches(overlay, &mut diagnostics);
    habits::translations(project, overlay, &mut diagnostics);
    sources::check_patches(overlay, &mut diagnostics);
    translations::check(project, overlay, &mut diagnostics);
    diagnostics
}
