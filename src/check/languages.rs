//! Languages that CLDR does not know: their names in lists, and their dates.

use icu::properties::CodePointSetData;
use icu::properties::props::BidiControl;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::project::overlay::Overlay;
use crate::resolve::{date_form, english_name, known_date_form, known_name};

/// Finds a locale, the first of `overlays`, without a name of its own, or without a form of dates.
pub(super) fn check(overlays: &[&Overlay], diagnostics: &mut Diagnostics) {
    let [overlay, ..] = overlays else { return };
    let tag = &overlay.tag;
    name(overlay, diagnostics);
    if known_date_form(tag).is_none() && date_form(overlays.iter().copied()).is_none() {
        diagnostics.push(
            Diagnostic::warning(
                Code::DateForm,
                format!("no form of dates is known in {tag}; they are shown as 2026-06-29"),
            )
            .help(format!("if that is right, set `dates = \"iso\"` in locales/{tag}/locale.toml")),
        );
    }
}

fn name(overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let tag = &overlay.tag;
    if let (Some(name), Some(file)) = (&overlay.config.name, &overlay.config_file) {
        let wrong = |c: char| c.is_control() || CodePointSetData::new::<BidiControl>().contains(c);
        let problem = if name.get_ref().contains(wrong) {
            "has characters that cannot be seen"
        } else if !name.get_ref().chars().any(char::is_alphanumeric) {
            "has no letters"
        } else {
            return;
        };
        let message = format!("the name of {tag} {problem}");
        let diagnostic = Diagnostic::error(Code::LanguageName, message)
            .at(Span::new(file, name.span()))
            .help("write what its speakers call it, or leave `name` out");
        diagnostics.push(diagnostic);
        return;
    }
    if known_name(tag).is_some() {
        return;
    }
    let help = format!("write it into locales/{tag}/locale.toml: name = \"…\"");
    diagnostics.push(match english_name(tag) {
        Some(english) => Diagnostic::warning(
            Code::LanguageName,
            format!("what {tag} calls itself is not known; lists show its English name, {english}"),
        )
        .help(help),
        None => Diagnostic::error(Code::LanguageName, format!("the language {tag} has no name"))
            .help(help),
    });
}
