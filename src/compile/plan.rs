//! What is made: the formats that are asked for and published, with their kinds of file.

use super::request::Selection;
use crate::cache::{Digest, Key};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::project::Project;
use crate::render::{Format, Output, Render, Siblings};

/// What is made of every document and of the site.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) formats: Vec<Format>,
    /// The files of each edition, the one that takes longest first.
    pub(super) outputs: Vec<&'static Output>,
    /// The files of the site.
    pub(super) of_site: Vec<&'static Output>,
    /// What is wrong in the project's list of formats.
    pub(super) found: Diagnostics,
}

impl Plan {
    /// Plans what `selection` asks for of the formats that `project` publishes.
    pub(super) fn new(project: &Project, selection: &Selection) -> Self {
        let mut found = Diagnostics::default();
        let mut published: Vec<Format> = Format::all().collect();
        if let Some(names) = &project.config.formats {
            let known = |name: &str| names.iter().any(|known| known.get_ref() == name);
            published.retain(|format| known(format.name()));
            for name in names.iter().filter(|name| Format::named(name.get_ref()).is_none()) {
                let formats: Vec<&str> = Format::all().map(Format::name).collect();
                let message = format!("there is no format `{}`", name.get_ref());
                let place = Span::new(&project.config_file, name.span());
                let help = format!("the formats are {}", formats.join(", "));
                found.push(Diagnostic::error(Code::Toml, message).at(place).help(help));
            }
        }
        let asked = &selection.formats;
        published.retain(|format| asked.is_empty() || asked.contains(format));
        let all = published.iter().flat_map(|format| format.outputs());
        let (mut outputs, of_site): (Vec<_>, Vec<_>) =
            all.partition(|output| matches!(output.render, Render::Edition(_)));
        outputs.sort_by_key(|output| output.rank);
        Plan { formats: published, outputs, of_site, found }
    }

    /// Tells whether something that is made needs fonts.
    pub(super) fn needs_fonts(&self) -> bool {
        self.outputs.iter().any(|output| output.needs_fonts)
    }

    /// Gives what a page says of its siblings, as a key.
    pub(super) fn siblings(siblings: &Siblings) -> Key {
        Digest::new("siblings").value(siblings).key()
    }
}
