//! Entries for the fuzz targets in `fuzz/`, which are compiled with `--cfg fuzzing`: each parser of outside bytes, with what must hold of it.

use std::sync::Arc;

use crate::diagnostic::{Diagnostics, SourceFile};
use crate::project::catalogue::Catalogue;
use crate::project::markdown::{BodyKind, UnitParser, parse_body};
use crate::project::{config, inventory};

fn file(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new("input", text))
}

/// A catalogue is refused, or what is written of it is read as the same.
///
/// # Panics
///
/// When that does not hold.
pub fn catalogue(text: &str) {
    if let Ok(catalogue) = Catalogue::parse(text) {
        let written = catalogue.write();
        let again = Catalogue::parse(&written).expect("what was written is valid");
        assert_eq!(again.write(), written);
        assert_eq!(catalogue.write_over(text), text);
    }
}

/// A body is read without a panic, and each `msgid` means just what its text says.
///
/// # Panics
///
/// When that does not hold.
pub fn markdown(text: &str) {
    let mut diagnostics = Diagnostics::default();
    let Ok(tag) = "de".parse() else { return };
    let body = parse_body(&file(text), 0, BodyKind::Patch(&tag), &mut diagnostics);
    let footnotes: std::collections::BTreeSet<String> =
        body.footnotes.iter().map(|note| note.name.clone()).collect();
    let parser = UnitParser::new();
    for block in body.sections.iter().flat_map(|section| &section.blocks) {
        block.for_each_unit(&mut |unit| {
            if !unit.msgid.is_empty() {
                assert_eq!(parser.parse(&unit.msgid, &footnotes).as_ref(), Ok(&unit.content));
            }
        });
    }
}

/// An XLIFF file is read without a panic.
pub fn xliff(text: &str) {
    let _ = crate::translation::read(&file(text));
}

/// Settings and inventories are read without a panic.
pub fn toml(text: &str) {
    let file = file(text);
    let mut found = Diagnostics::default();
    let _ = config::parse::<config::PolicyConfig>(&file, text, 0, &mut found);
    let _ = config::parse::<config::LocaleConfig>(&file, text, 0, &mut found);
    inventory::parse(&file, &mut found);
}
