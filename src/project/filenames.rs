//! Names that a person, or the file system of another machine, takes for the same.

use icu::casemap::CaseMapper;
use icu::normalizer::ComposingNormalizer;

use super::folders::Entry;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

/// Whether two names differ in case or in how their characters are encoded, and in nothing else.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    one != other && folded(one) == folded(other)
}

/// Case folding and the compatibility form are those of the Unicode standard.
fn folded(name: &str) -> String {
    let compatible = ComposingNormalizer::new_nfkc();
    let folded = CaseMapper::new().fold_string(&compatible.normalize(name)).into_owned();
    compatible.normalize(&folded).into_owned()
}

/// Tells of `entries` of `folder` that are called almost as one of `expected`: an error where that
/// one is missing, since what the entry says would be lost.
pub(super) fn report_misnamed(
    folder: Option<&str>,
    entries: &[Entry],
    expected: &[&str],
    diagnostics: &mut Diagnostics,
) {
    let folds: Vec<String> = expected.iter().map(|name| folded(name)).collect();
    let is_there = |name: &str| entries.iter().any(|entry| entry.name == name);
    for entry in entries.iter().filter(|entry| !expected.contains(&entry.name.as_str())) {
        let fold = folded(&entry.name);
        let Some(meant) = folds.iter().position(|known| *known == fold) else { continue };
        let meant = expected[meant];
        let path = match folder {
            Some(folder) => format!("{folder}/{}", entry.name),
            None => entry.name.clone(),
        };
        diagnostics.push(Diagnostic {
            severity: if is_there(meant) { Severity::Warning } else { Severity::Error },
            ..Diagnostic::error(
                Code::Misnamed,
                format!("`{path}` is not read: it is not called `{meant}`, letter for letter"),
            )
            .help(format!("rename it `{meant}`, or remove it"))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_see_them() {
        for (one, other, alike) in [
            ("DE", "de", true),
            ("Locale.toml", "locale.toml", true),
            ("fac\u{327}ade.png", "fa\u{e7}ade.png", true),
            ("FAÇADE.PNG", "fac\u{327}ade.png", true),
            ("\u{ff44}\u{ff45}", "de", true),
            ("STRASSE.png", "straße.png", true),
            ("de", "de", false),
            ("de-AT", "de", false),
            ("locale.toml~", "locale.toml", false),
        ] {
            assert_eq!(are_alike(one, other), alike, "{one} {other}");
        }
    }
}
