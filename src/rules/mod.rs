//! Rules: whether a resolved document is published, by `[rules]` of the project and its sign-off.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::document::{EditionId, Notice, NoticeKind, Translation, UnitCounts, UnitId, UnitState};
use crate::project::Project;
use crate::project::config::{ApprovalRule, Rule, Rules};
use crate::project::source::Unit;
use crate::resolve::{Resolved, SignOff};

/// What becomes of a document in a locale.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It is published as it is.
    Publish,
    /// It is published with this notice.
    Mark(Notice),
    /// The locale is left out, for these reasons.
    Omit(Diagnostics),
    /// Nothing is published at all, for these reasons.
    Refuse(Diagnostics),
}

/// Judges a resolved document; `require_approved` says whether it must be approved.
pub(crate) fn judge(project: &Project, resolved: &Resolved, require_approved: bool) -> Verdict {
    let document = &resolved.document;
    let case = Case {
        edition: &document.edition(),
        translation: &document.translation,
        sign_off: require_approved.then_some(&resolved.sign_off),
        notice: &document.words["notice.unapproved"],
        place: &|unit| unit_span(project, &document.edition(), unit),
    };
    verdict(project.config.rules, &case)
}

/// What a verdict rests on.
struct Case<'c> {
    edition: &'c EditionId,
    translation: &'c Translation,
    /// The sign-off, where one is asked for.
    sign_off: Option<&'c SignOff>,
    /// What readers are told of a text that nobody has approved.
    notice: &'c str,
    /// Finds a unit in the source.
    place: &'c dyn Fn(&UnitId) -> Option<Span>,
}

/// Applies the gravest rule: one that refuses, then one that omits, then one that marks.
fn verdict(rules: Rules, case: &Case<'_>) -> Verdict {
    let mut found = Diagnostics::default();
    let mut omitted = false;
    let UnitCounts { missing, fuzzy, .. } = case.translation.counts;
    for (state, rule, count) in
        [(UnitState::Missing, rules.missing, missing), (UnitState::Fuzzy, rules.fuzzy, fuzzy)]
    {
        if count > 0 {
            omitted |= rule == Rule::OmitLocale;
            found.extend(untranslated(case, state, rule, count));
        }
    }
    let mut notice = None;
    if let Some(sign_off @ (SignOff::None | SignOff::Void(_))) = case.sign_off {
        match rules.unapproved {
            ApprovalRule::Error => found.push(unapproved(case, sign_off, Diagnostic::error)),
            ApprovalRule::OmitLocale => {
                omitted = true;
                found.push(unapproved(case, sign_off, Diagnostic::warning));
            }
            ApprovalRule::Mark => {
                let text = case.notice.to_owned();
                notice = Some(Notice { kind: NoticeKind::Unapproved, text });
            }
        }
    }
    match notice {
        _ if found.has_errors() => Verdict::Refuse(found),
        _ if omitted => Verdict::Omit(found),
        Some(notice) => Verdict::Mark(notice),
        None => Verdict::Publish,
    }
}

/// Tells of the `count` units in `state`, as far as `rule` minds them.
fn untranslated(case: &Case<'_>, state: UnitState, rule: Rule, count: usize) -> Option<Diagnostic> {
    let EditionId { document, locale } = case.edition;
    let first = case.translation.fallbacks.iter().find(|unit| unit.state == state);
    let name = if state == UnitState::Fuzzy { "fuzzy" } else { "missing" };
    let unit = first.map(|unit| unit.unit.to_string()).unwrap_or_default();
    let message =
        format!("{count} {name} units of `{document}` in {locale}, the first is `{unit}`");
    let diagnostic = match rule {
        Rule::Fallback => return None,
        Rule::Error => Diagnostic::error(Code::Untranslated, message)
            .help("translate them, or let `[rules]` in policy/policy.toml show the fallback"),
        Rule::OmitLocale => Diagnostic::warning(Code::LocaleOmitted, message)
            .help("translate them to publish this locale"),
    };
    Some(match first.and_then(|unit| (case.place)(&unit.unit)) {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    })
}

/// Tells that a document is not approved.
fn unapproved(
    case: &Case<'_>,
    sign_off: &SignOff,
    make: fn(Code, String) -> Diagnostic,
) -> Diagnostic {
    let EditionId { document, locale } = case.edition;
    let message = match sign_off {
        SignOff::Void(record) => {
            let (by, date) = (&record.by, record.date);
            format!("`{document}` in {locale} has changed since {by} approved it on {date}")
        }
        SignOff::None | SignOff::Approved(_) => {
            format!("nobody has approved `{document}` in {locale}")
        }
    };
    make(Code::NotApproved, message)
        .help(format!("have it read, then record it: `promulgate approve {locale} --by NAME`"))
}

/// Finds where the source has the unit `id`.
fn unit_span(project: &Project, edition: &EditionId, id: &UnitId) -> Option<Span> {
    let mut found = None;
    let mut look = |unit: &Unit| {
        if unit.id == *id {
            found = Some(unit.span.clone());
        }
    };
    project.document(&edition.document)?.for_each_unit(&mut look);
    project.inventory.for_each_unit(&mut look);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Day, FallbackUnit};
    use crate::project::overlay::ApprovalRecord;

    fn record() -> ApprovalRecord {
        ApprovalRecord {
            document: "terms".to_owned(),
            by: "Ann".to_owned(),
            date: Day::new(2026, 7, 1).unwrap(),
            source: String::new(),
            translation: String::new(),
            editorial: Vec::new(),
        }
    }

    #[test]
    fn the_gravest_rule_counts() {
        use ApprovalRule as A;
        use Rule::{Error, Fallback, OmitLocale};
        let edition = EditionId::new(&"terms".parse().unwrap(), &"de".parse().unwrap());
        let (void, approved) = (SignOff::Void(record()), SignOff::Approved(record()));
        // Rules for missing, fuzzy, unapproved; missing and fuzzy units; the sign-off if it is asked
        // for; the verdict with the codes it rests on.
        let cases = [
            (Fallback, Fallback, A::Error, 0, 0, None, "publish"),
            (Fallback, Fallback, A::Error, 3, 2, None, "publish"),
            (Error, Error, A::Error, 0, 0, None, "publish"),
            (Error, Fallback, A::Error, 1, 0, None, "refuse P508"),
            (Error, Fallback, A::Error, 0, 1, None, "publish"),
            (Fallback, Error, A::Error, 0, 1, None, "refuse P508"),
            (Error, Error, A::Error, 1, 1, None, "refuse P508 P508"),
            (OmitLocale, Fallback, A::Error, 1, 0, None, "omit P510"),
            (Fallback, OmitLocale, A::Error, 0, 1, None, "omit P510"),
            (OmitLocale, Error, A::Error, 1, 1, None, "refuse P510 P508"),
            (OmitLocale, Error, A::Error, 1, 0, None, "omit P510"),
            (Fallback, Fallback, A::Error, 0, 0, Some(&SignOff::None), "refuse P513"),
            (Fallback, Fallback, A::Error, 0, 0, Some(&void), "refuse P513"),
            (Fallback, Fallback, A::Error, 0, 0, Some(&approved), "publish"),
            (Fallback, Fallback, A::OmitLocale, 0, 0, Some(&void), "omit P513"),
            (Fallback, Fallback, A::OmitLocale, 0, 0, Some(&approved), "publish"),
            (Fallback, Fallback, A::Mark, 0, 0, Some(&SignOff::None), "mark"),
            (Fallback, Fallback, A::Mark, 0, 0, Some(&approved), "publish"),
            (Fallback, Fallback, A::Mark, 0, 0, None, "publish"),
            (OmitLocale, Fallback, A::Mark, 1, 0, Some(&void), "omit P510"),
            (Error, Fallback, A::OmitLocale, 1, 0, Some(&void), "refuse P508 P513"),
            (OmitLocale, Fallback, A::Error, 1, 0, Some(&void), "refuse P510 P513"),
        ];
        assert_eq!(cases.len(), 22);
        for (missing, fuzzy, unapproved, without, stale, sign_off, expected) in cases {
            let unit = |state| FallbackUnit {
                unit: UnitId::new("scope.1"),
                state,
                lang: "en".parse().unwrap(),
            };
            let translation = Translation {
                counts: UnitCounts { missing: without, fuzzy: stale, ..UnitCounts::default() },
                fallbacks: vec![unit(UnitState::Missing), unit(UnitState::Fuzzy)],
            };
            let case = Case {
                edition: &edition,
                translation: &translation,
                sign_off,
                notice: "Not approved.",
                place: &|_| None,
            };
            let rules = Rules { missing, fuzzy, unapproved };
            let codes = |found: &Diagnostics| {
                found.iter().map(|one| format!(" {}", one.code.as_str())).collect::<String>()
            };
            let came = match verdict(rules, &case) {
                Verdict::Publish => "publish".to_owned(),
                Verdict::Mark(notice) => {
                    assert_eq!(notice.text, "Not approved.");
                    "mark".to_owned()
                }
                Verdict::Omit(found) => format!("omit{}", codes(&found)),
                Verdict::Refuse(found) => format!("refuse{}", codes(&found)),
            };
            assert_eq!(came, expected, "{rules:?}, {without} missing, {stale} fuzzy, {sign_off:?}");
        }
    }
}
