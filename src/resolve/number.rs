//! Section numbers, computed once the structure is final.

use std::collections::BTreeMap;

use super::format::Formats;
use super::patch::OwnedSection;

/// The number of each section, by id: `Some("4.1")`, or `None` where it has no number.
pub(crate) fn numbers(
    tree: &[OwnedSection],
    formats: &Formats,
) -> BTreeMap<String, Option<String>> {
    let mut numbers = BTreeMap::new();
    number_all(tree, "", true, formats, &mut numbers);
    numbers
}

fn number_all(
    sections: &[OwnedSection],
    prefix: &str,
    parent_numbered: bool,
    formats: &Formats,
    numbers: &mut BTreeMap<String, Option<String>>,
) {
    let mut count = 0;
    for node in sections {
        // What stands under a section without a number has none either.
        let numbered = parent_numbered && node.section.numbered;
        let number = numbered.then(|| {
            count += 1;
            format!("{prefix}{}", formats.number(count))
        });
        let below = number.as_deref().map(|number| format!("{number}.")).unwrap_or_default();
        numbers.insert(node.section.id.as_str().to_owned(), number);
        number_all(&node.children, &below, numbered, formats, numbers);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Diagnostics, SourceFile};
    use crate::project::markdown::{BodyKind, parse_body};
    use crate::project::source::nest;

    #[test]
    fn sections_are_counted_where_they_stand() {
        let text = "# A {#a}\n\nx\n\n## B {#b}\n\nx\n\n## C {#c}\n\nx\n\n# D {#d .unnumbered}\n\n\
                    x\n\n## E {#e}\n\nx\n\n# F {#f}\n\nx\n\n## G {#g .unnumbered}\n\nx\n\n## H {#h}\n\nx\n";
        let file = Arc::new(SourceFile::new("policy.md", text));
        let mut found = Diagnostics::default();
        let parsed = parse_body(&file, 0, BodyKind::Source, &mut found);
        assert!(!found.has_errors(), "{found:?}");
        let tag = "en".parse().unwrap();
        let tree = OwnedSection::all(&nest(parsed.sections), &tag);
        for (tag, expected) in [
            ("en", "a 1, b 1.1, c 1.2, d -, e -, f 2, g -, h 2.1"),
            ("fa", "a ۱, b ۱.۱, c ۱.۲, d -, e -, f ۲, g -, h ۲.۱"),
        ] {
            let numbers = numbers(&tree, &Formats::new(&tag.parse().unwrap(), None));
            let shown = numbers
                .iter()
                .map(|(id, number)| format!("{id} {}", number.as_deref().unwrap_or("-")));
            assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
        }
    }
}
