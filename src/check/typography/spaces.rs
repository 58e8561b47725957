//! Spaces: no two in a row, and those that French sets before its marks.

use super::{Finding, Text};
use crate::diagnostic::Code;

impl Text<'_> {
    /// Finds two spaces in a row, and French marks without their no-break space.
    pub(super) fn spaces(&self, findings: &mut Vec<Finding>) {
        let french = self.sets_marks_off();
        for (index, window) in self.characters.windows(2).enumerate() {
            let [(_, first, words), (_, second, words_too)] = [window[0], window[1]];
            if !(words && words_too) {
                continue;
            }
            let after = self.characters.get(index + 2).map(|(_, c, _)| *c);
            // Two spaces at the end of a line are a line break.
            if first == ' ' && second == ' ' && !matches!(after, Some('\n' | ' ')) {
                let message = "two spaces in a row".to_owned();
                findings.push(self.finding(index, Code::Spacing, message, Some(String::new())));
            }
            if !french {
                continue;
            }
            let sets_off = matches!(second, ';' | '!' | '?' | '»')
                || second == ':' && after.is_none_or(|c| !c.is_ascii_digit() && c != '/');
            let mark = if second == ':' || second == '»' { '\u{a0}' } else { '\u{202f}' };
            if sets_off && first == ' ' {
                let message = format!("a no-break space belongs before `{second}`");
                findings.push(self.finding(index, Code::Spacing, message, Some(mark.to_string())));
            } else if sets_off && (first.is_alphanumeric() || matches!(first, ')' | '*')) {
                let message = format!("a no-break space belongs before `{second}`");
                let fix = Some(format!("{mark}{second}"));
                findings.push(self.finding(index + 1, Code::Spacing, message, fix));
            }
            if first == '«' && !matches!(second, '\u{a0}' | '\u{202f}') {
                let message = "a no-break space belongs after `«`".to_owned();
                let (at, fix) = match second {
                    ' ' => (index + 1, "\u{a0}".to_owned()),
                    _ => (index, "«\u{a0}".to_owned()),
                };
                findings.push(self.finding(at, Code::Spacing, message, Some(fix)));
            }
        }
    }
}
