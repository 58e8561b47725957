//! The findings of a stage: each one once, and a bounded number of a kind in a file.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use super::{Code, Diagnostic, Kind, Severity};

/// Findings of one code and severity in one file that are listed; further ones are counted. A file
/// with more of them has one cause, and is wrong as a whole.
const LISTED: usize = 1000;

/// The findings of a stage. A stage reports all it finds before the flow stops.
///
/// Iterating a reference gives the findings that are listed. A list iterates as itself, once, so
/// that lists can be put together by `extend` and `collect` without losing what is only counted.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    listed: Vec<Diagnostic>,
    more: Vec<More>,
    /// Behind a pointer, as most lists that functions return are empty.
    index: Option<Box<Index>>,
}

/// What tells whether a finding is there.
#[derive(Debug, Clone, Default)]
struct Index {
    /// Hash of each finding, with its place in the list if it is there.
    known: HashMap<u64, Option<usize>>,
    /// Hash of each code, severity and file.
    groups: HashMap<u64, Group>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    listed: usize,
    /// Its place in `more`.
    more: Option<usize>,
}

/// Findings of one code and severity in one file that are counted, as too many were there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    /// Their code.
    pub code: Code,
    /// How much they matter.
    pub severity: Severity,
    /// Path of the file they are about, if they have a place.
    pub file: Option<String>,
    /// Hash of each, so that none counts twice.
    pub(crate) known: Vec<u64>,
}

impl Diagnostics {
    /// Adds a finding, unless the same one is there already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let known = fingerprint(&diagnostic);
        let index = self.index.get_or_insert_default();
        match index.known.get(&known) {
            Some(None) => return,
            Some(Some(at)) if self.listed[*at] == diagnostic => return,
            Some(Some(_)) | None => {}
        }
        let (code, severity) = (diagnostic.code, diagnostic.severity);
        let group = index.groups.entry(hash(&(code, severity, diagnostic.file()))).or_default();
        if group.listed < LISTED {
            group.listed += 1;
            index.known.insert(known, Some(self.listed.len()));
            self.listed.push(diagnostic);
        } else {
            self.count(code, severity, diagnostic.file(), known);
        }
    }

    /// Counts a finding with the hash `known`, unless the same one is there already.
    pub(crate) fn count(&mut self, code: Code, severity: Severity, file: Option<&str>, known: u64) {
        let index = self.index.get_or_insert_default();
        let Entry::Vacant(vacant) = index.known.entry(known) else { return };
        vacant.insert(None);
        let group = index.groups.entry(hash(&(code, severity, file))).or_default();
        let at = *group.more.get_or_insert_with(|| {
            let file = file.map(str::to_owned);
            self.more.push(More { code, severity, file, known: Vec::new() });
            self.more.len() - 1
        });
        self.more[at].known.push(known);
    }

    /// Adds findings.
    pub fn extend(&mut self, found: impl IntoIterator<Item = impl Into<Diagnostics>>) {
        for found in found {
            let found = found.into();
            if self.is_empty() {
                *self = found;
                continue;
            }
            found.listed.into_iter().for_each(|diagnostic| self.push(diagnostic));
            for more in &found.more {
                let file = more.file.as_deref();
                more.known.iter().for_each(|&known| {
                    self.count(more.code, more.severity, file, known);
                });
            }
        }
    }

    /// Tells whether there is no finding.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.more.is_empty()
    }

    /// Tells whether any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.listed.iter().any(Diagnostic::is_error)
            || self.more.iter().any(|more| more.severity == Severity::Error)
    }

    /// Counts errors and warnings, those that are only counted among them.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let of = |severity: Severity| {
            let listed = self.listed.iter().filter(|one| one.severity == severity).count();
            let more = self.more.iter().filter(|more| more.severity == severity);
            listed + more.map(More::count).sum::<usize>()
        };
        (of(Severity::Error), of(Severity::Warning))
    }

    /// Tells whom the gravest error is to be mended by; none where there is no error.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let listed = self.listed.iter().map(|one| (one.code, one.severity));
        let all = listed.chain(self.more.iter().map(|more| (more.code, more.severity)));
        let errors = all.filter(|(_, severity)| *severity == Severity::Error);
        errors.map(|(code, _)| code.kind()).max()
    }

    /// Lists the findings, in order, without those that are only counted.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.listed.iter()
    }

    /// Lists the groups of findings that are only counted.
    #[must_use]
    pub fn more(&self) -> &[More] {
        &self.more
    }

    /// Keeps those whose code and severity `keep` wants.
    #[must_use]
    pub fn only(self, keep: impl Fn(Code, Severity) -> bool) -> Diagnostics {
        self.only_in_files(|code, severity, _| keep(code, severity))
    }

    /// Those whose code, severity and file `keep` wants.
    pub(crate) fn only_in_files(
        self,
        keep: impl Fn(Code, Severity, Option<&str>) -> bool,
    ) -> Diagnostics {
        let mut kept = Diagnostics::default();
        let listed = self.listed.into_iter().filter(|one| keep(one.code, one.severity, one.file()));
        listed.for_each(|diagnostic| kept.push(diagnostic));
        for more in self.more {
            let file = more.file.as_deref();
            if !keep(more.code, more.severity, file) {
                continue;
            }
            more.known.iter().for_each(|&known| kept.count(more.code, more.severity, file, known));
        }
        kept
    }

    /// Makes every warning an error (`--strict`).
    pub fn deny_warnings(&mut self) {
        self.listed.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
        self.more.iter_mut().for_each(|more| more.severity = Severity::Error);
    }
}

impl More {
    /// Gives how many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.known.len()
    }
}

/// Hash of a finding, the same in every run.
fn fingerprint(diagnostic: &Diagnostic) -> u64 {
    let Diagnostic { code, severity: _, message, labels, help } = diagnostic;
    hash(&(code, message, labels, help))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl<T: Into<Diagnostics>> FromIterator<T> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = T>>(found: I) -> Self {
        let mut all = Diagnostics::default();
        all.extend(found);
        all
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostics;
    type IntoIter = std::iter::Once<Diagnostics>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.listed.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut one = Diagnostics::default();
        one.push(diagnostic);
        one
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{SourceFile, Span};

    fn warnings(file: &Arc<SourceFile>, count: usize) -> Diagnostics {
        (0..count)
            .map(|at| Diagnostic::warning(Code::StaleUnit, "m").at(Span::new(file, at..at + 1)))
            .collect()
    }

    #[test]
    fn further_findings_are_counted_once() {
        let file = Arc::new(SourceFile::new("a", "x".repeat(5000)));
        let mut all = warnings(&file, 1500);
        assert_eq!((all.iter().count(), all.counts()), (LISTED, (0, 1500)));
        // The same from elsewhere, and more of them.
        all.extend(warnings(&file, 1200));
        all.extend([Some(warnings(&file, 2000)), None].into_iter().flatten());
        assert_eq!((all.iter().count(), all.counts()), (LISTED, (0, 2000)));
        let other = Arc::new(SourceFile::new("b", "x"));
        all.extend(warnings(&other, 1));
        assert_eq!((all.iter().count(), all.counts()), (LISTED + 1, (0, 2001)));
        assert!(!all.has_errors());
        assert_eq!(all.clone().only(|_, severity| severity == Severity::Error).counts(), (0, 0));
        all.deny_warnings();
        assert!(all.has_errors());
        assert_eq!(all.counts(), (2001, 0));
    }

    #[test]
    fn an_error_is_listed_after_many_warnings() {
        let file = Arc::new(SourceFile::new("a", "x".repeat(5000)));
        let mut all = warnings(&file, 3000);
        all.push(Diagnostic::error(Code::StaleUnit, "m").at(Span::new(&file, 0..1)));
        assert!(all.iter().any(Diagnostic::is_error));
        assert_eq!(all.counts(), (1, 3000));
    }
}
