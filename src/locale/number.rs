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
