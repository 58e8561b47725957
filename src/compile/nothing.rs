//! What to say where nothing comes of a build: an empty folder never takes the place of a good one.

use super::plan::Plan;
use super::request::Request;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::project::Project;
use crate::render::Format;

/// Warns of formats that are asked for and that the project does not publish, where others are left.
pub(super) fn unpublished_formats(
    project: &Project,
    request: &Request,
    plan: &Plan,
) -> Diagnostics {
    if plan.formats.is_empty() {
        return Diagnostics::default();
    }
    let asked = request.selection.formats.iter();
    let missing = asked.filter(|format| !plan.formats.contains(format));
    missing
        .map(|format| Diagnostic::warning(Code::Nothing, not_published(&[*format])))
        .map(|warning| at_formats(project, warning))
        .collect()
}

/// The error for a build that comes to nothing.
pub(super) fn to_publish(project: &Project, request: &Request, plan: &Plan) -> Diagnostic {
    if project.documents.is_empty() {
        return Diagnostic::error(Code::Nothing, "the project has no documents")
            .at(setting(project, "documents"))
            .help("declare each with its `id` below a line `[[documents]]`");
    }
    if plan.formats.is_empty() && request.selection.formats.is_empty() {
        return Diagnostic::error(Code::Nothing, "the project is published in no format")
            .at(setting(project, "formats"))
            .help("list formats, or remove the key to publish all of them");
    }
    if plan.formats.is_empty() {
        let message = not_published(&request.selection.formats);
        return at_formats(project, Diagnostic::error(Code::Nothing, message));
    }
    Diagnostic::error(
        Code::Nothing,
        "the rules of the project leave out every locale, so there is nothing to publish",
    )
    .help("a warning tells for each locale why; `[rules]` in `policy/policy.toml` decides on it")
}

fn not_published(formats: &[Format]) -> String {
    let names: Vec<String> = formats.iter().map(|format| format!("`{}`", format.name())).collect();
    format!("the project is not published as {}", names.join(" or "))
}

fn at_formats(project: &Project, diagnostic: Diagnostic) -> Diagnostic {
    diagnostic
        .at(setting(project, "formats"))
        .help("add it to `formats` in `policy/policy.toml`, or ask for another")
}

/// The place of the key `name` at the top of `policy.toml`.
fn setting(project: &Project, name: &str) -> Span {
    let file = &project.config_file;
    let starts_with_key = |line: &&str| {
        let rest = line.trim_start().strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if starts_with_key(&line) {
            return Span::new(file, start..start + line.trim_end().len());
        }
        start += line.len();
    }
    Span::new(file, 0..0)
}
