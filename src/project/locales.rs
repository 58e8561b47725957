//! The locales of a project: what each falls back to, its overlay, its catalogues. They are read when
//! they are first asked for, and nobody can tell whether they were read before.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Project;
use super::fallbacks::Fallbacks;
use super::overlay::{INTERFACE, INVENTORY, LocaleCatalogue, Overlay, ReadCatalogue};
use crate::diagnostic::Diagnostics;
use crate::document::{DocumentId, EditionId, LocaleTag};

/// The locales of a project, the source's included.
#[derive(Debug)]
pub(super) struct Locales {
    by_tag: BTreeMap<LocaleTag, Locale>,
    shelf: Shelf,
}

#[derive(Debug)]
struct Locale {
    fallbacks: Fallbacks,
    overlay: OnceLock<Overlay>,
}

impl Locales {
    /// Finds the fallbacks of each of `tags`; reads nothing.
    pub(super) fn new(tags: &BTreeSet<LocaleTag>, source: &LocaleTag) -> Self {
        let locale = |tag: &LocaleTag| Locale {
            fallbacks: Fallbacks::new(tag, source, tags),
            overlay: OnceLock::new(),
        };
        let by_tag = tags.iter().map(|tag| (tag.clone(), locale(tag))).collect();
        Locales { by_tag, shelf: Shelf::default() }
    }
}

/// The catalogues that were asked for last. A project may have thousands, and each is asked for twice:
/// when its locale is checked and when its document is resolved. Reading it again takes less than a
/// hundredth of what is done with it.
#[derive(Debug, Default)]
struct Shelf(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_name: HashMap<Name, Arc<OnceLock<ReadCatalogue>>>,
    /// What is kept, the oldest first, with its size in bytes.
    order: VecDeque<(Name, usize)>,
    bytes: usize,
}

type Name = (LocaleTag, String);

impl Shelf {
    /// Gives the catalogue `name` that is kept, or the one that `read` gives.
    fn get(&self, name: Name, read: impl FnOnce() -> ReadCatalogue) -> ReadCatalogue {
        /// Bytes of catalogues that are kept; parsed they take some times as much.
        const MOST: usize = 16 << 20;
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = Arc::clone(lock().by_name.entry(name.clone()).or_default());
        let mut size = None;
        let found = cell.get_or_init(|| {
            let found = read();
            size = Some(found.catalogue.as_ref().map_or(0, |one| one.file.text.len()));
            found
        });
        if let Some(size) = size {
            let mut kept = lock();
            kept.bytes += size;
            kept.order.push_back((name, size));
            while kept.bytes > MOST
                && let Some((oldest, size)) = kept.order.pop_front()
            {
                kept.bytes -= size;
                kept.by_name.remove(&oldest);
            }
        }
        found.clone()
    }
}

/// What the locales of a fallback chain say of one document, all of it read.
#[derive(Debug)]
pub(crate) struct Layers<'p> {
    /// The nearest first, the source last; at least one.
    layers: Vec<Layer<'p>>,
}

/// What one locale says of a document.
#[derive(Debug)]
pub(crate) struct Layer<'p> {
    pub(crate) tag: &'p LocaleTag,
    pub(crate) overlay: &'p Overlay,
    /// The translations of the document.
    pub(crate) texts: Option<Arc<LocaleCatalogue>>,
    /// The translations of the inventory's fields.
    pub(crate) inventory: Option<Arc<LocaleCatalogue>>,
    /// The words of the tool.
    pub(crate) interface: Option<Arc<LocaleCatalogue>>,
}

impl<'p> Layers<'p> {
    /// Lists the layers, the nearest first.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Layer<'p>> {
        self.layers.iter()
    }

    /// Gives the layer of the locale itself.
    pub(crate) fn own(&self) -> &Layer<'p> {
        &self.layers[0]
    }

    /// Lists the catalogues of the tool's words, the nearest first.
    pub(crate) fn interfaces(&self) -> Vec<(&'p LocaleTag, Arc<LocaleCatalogue>)> {
        let known = |layer: &Layer<'p>| Some((layer.tag, Arc::clone(layer.interface.as_ref()?)));
        self.layers.iter().filter_map(known).collect()
    }

    /// Gives the layer of the source.
    pub(crate) fn source(&self) -> &Layer<'p> {
        &self.layers[self.layers.len() - 1]
    }
}

impl Project {
    /// Gives the locales whose texts stand in for those of `tag`; a tag that the project does not have
    /// is taken for the source's.
    pub(crate) fn fallbacks(&self, tag: &LocaleTag) -> &Fallbacks {
        let Locales { by_tag, .. } = &self.locales;
        let known = by_tag.get(tag).or_else(|| by_tag.get(&self.source_locale));
        &known.expect("a project has the locale of its source").fallbacks
    }

    /// Gives what the folder of the locale `tag` adds, its catalogues apart.
    ///
    /// # Errors
    ///
    /// Every error in its files.
    pub(crate) fn overlay(&self, tag: &LocaleTag) -> Result<&Overlay, Diagnostics> {
        let overlay = self.readable().overlay(tag);
        if overlay.found.has_errors() { Err(overlay.found.clone()) } else { Ok(overlay) }
    }

    /// Gives the catalogue `name` of the locale `tag`: a document's id, [`INVENTORY`] or
    /// [`INTERFACE`]; `None` where the locale has no such file.
    ///
    /// # Errors
    ///
    /// Every error in it.
    pub(crate) fn catalogue(
        &self,
        tag: &LocaleTag,
        name: &str,
    ) -> Result<Option<Arc<LocaleCatalogue>>, Diagnostics> {
        let ReadCatalogue { catalogue, found } = self.readable().catalogue(tag, name);
        if found.has_errors() { Err(found) } else { Ok(catalogue) }
    }

    /// Gives the catalogues of the locale `tag`, by name.
    ///
    /// # Errors
    ///
    /// Every error in them.
    pub(crate) fn catalogues(
        &self,
        tag: &LocaleTag,
    ) -> Result<BTreeMap<&str, Arc<LocaleCatalogue>>, Diagnostics> {
        let mut errors = Diagnostics::default();
        let mut catalogues = BTreeMap::new();
        for (name, ReadCatalogue { catalogue, found }) in self.readable().catalogues(tag) {
            errors.extend(Some(found).filter(Diagnostics::has_errors));
            catalogues.extend(catalogue.map(|one| (name, one)));
        }
        if errors.has_errors() { Err(errors) } else { Ok(catalogues) }
    }

    /// Gives a look at what can be read of the locales, whatever errors they have.
    pub(crate) fn readable(&self) -> Readable<'_> {
        Readable { project: self }
    }

    /// Lists the catalogues of the tool's words along the fallbacks of `tag`, the nearest first.
    ///
    /// # Errors
    ///
    /// Every error in them.
    pub(crate) fn interfaces(
        &self,
        tag: &LocaleTag,
    ) -> Result<Vec<(&LocaleTag, Arc<LocaleCatalogue>)>, Diagnostics> {
        let mut found = Vec::new();
        for tag in self.fallbacks(tag).iter() {
            found.extend(self.catalogue(tag, INTERFACE)?.map(|one| (tag, one)));
        }
        Ok(found)
    }

    /// Gives what the locales of the fallback chain of `edition` say of its document.
    ///
    /// # Errors
    ///
    /// Every error in their files.
    pub(crate) fn layers(&self, edition: &EditionId) -> Result<Layers<'_>, Diagnostics> {
        let readable = self.readable();
        let mut errors = Diagnostics::default();
        for tag in self.fallbacks(&edition.locale).iter() {
            errors.extend(self.overlay(tag).err());
            for name in [edition.document.as_str(), INVENTORY, INTERFACE] {
                errors.extend(self.catalogue(tag, name).err());
            }
        }
        if errors.has_errors() { Err(errors) } else { Ok(readable.layers(edition)) }
    }
}

/// What can be read of the locales of a project, whatever errors they have. It serves to find what else
/// is wrong: a catalogue with errors looks as if there were none, so nothing may be made of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Readable<'p> {
    project: &'p Project,
}

impl<'p> Readable<'p> {
    /// Gives what can be read of the locale `tag`, its catalogues apart; a tag that the project does not
    /// have is taken for the source's.
    pub(crate) fn overlay(self, tag: &LocaleTag) -> &'p Overlay {
        let Project { root, images, locales, source_locale, .. } = self.project;
        let known = locales.by_tag.get_key_value(tag);
        let (tag, locale) = known
            .or_else(|| locales.by_tag.get_key_value(source_locale))
            .expect("a project has the locale of its source");
        locale.overlay.get_or_init(|| {
            let ids: Vec<DocumentId> = self.project.document_ids().cloned().collect();
            Overlay::load(root, tag.clone(), &ids, images)
        })
    }

    /// Gives what can be read of the catalogue `name` of the locale `tag`.
    pub(crate) fn catalogue(self, tag: &LocaleTag, name: &str) -> ReadCatalogue {
        let Project { root, locales, .. } = self.project;
        let read = || ReadCatalogue::load(root, tag, name);
        locales.shelf.get((tag.clone(), name.to_owned()), read)
    }

    /// Reads the catalogues of the locale `tag`, one after the other, by name; also those that it does
    /// not have.
    pub(crate) fn catalogues(
        self,
        tag: &LocaleTag,
    ) -> impl Iterator<Item = (&'p str, ReadCatalogue)> + use<'p, '_> {
        let ids = self.project.document_ids().map(DocumentId::as_str);
        let names = ids.chain([INVENTORY, INTERFACE]).collect::<BTreeSet<_>>().into_iter();
        names.map(move |name| (name, self.catalogue(tag, name)))
    }

    /// Gives what can be read of what the fallback chain of `edition` says of its document.
    pub(crate) fn layers(self, edition: &EditionId) -> Layers<'p> {
        let layer = |tag: &'p LocaleTag| Layer {
            tag,
            overlay: self.overlay(tag),
            texts: self.catalogue(tag, edition.document.as_str()).catalogue,
            inventory: self.catalogue(tag, INVENTORY).catalogue,
            interface: self.catalogue(tag, INTERFACE).catalogue,
        };
        Layers { layers: self.project.fallbacks(&edition.locale).iter().map(layer).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;

    fn catalogue(text: &str) -> ReadCatalogue {
        let file = Arc::new(SourceFile::new("de.po", text));
        match LocaleCatalogue::parse(file) {
            Ok(one) => ReadCatalogue { catalogue: Some(Arc::new(one)), ..Default::default() },
            Err(errors) => ReadCatalogue { catalogue: None, found: errors.into_iter().collect() },
        }
    }

    #[test]
    fn a_catalogue_is_read_once_while_it_is_kept_and_again_after_that() {
        let shelf = Shelf::default();
        let name = |n: usize| ("de".parse().unwrap(), format!("policy-{n}"));
        let large = format!("msgid \"{}\"\nmsgstr \"\"\n", "x".repeat(6 << 20));
        let read = std::cell::Cell::new(0);
        let get = |n: usize| {
            let found = shelf.get(name(n), || {
                read.set(read.get() + 1);
                catalogue(&large)
            });
            assert!(found.catalogue.is_some());
            read.get()
        };
        assert_eq!([0, 0, 1, 0, 1].map(get), [1, 1, 2, 2, 2]);
        // The third is too much: the first goes, whoever holds it.
        assert_eq!([2, 2, 1, 0, 2].map(get), [3, 3, 3, 4, 4]);
    }

    #[test]
    fn what_is_not_there_is_neither_read_again_nor_an_error() {
        let shelf = Shelf::default();
        let name = || ("de".parse().unwrap(), "policy".to_owned());
        for read in [ReadCatalogue::default, || panic!("it is known")] {
            let found = shelf.get(name(), read);
            assert!(found.catalogue.is_none() && found.found.is_empty());
        }
        let broken = || ("fr".parse().unwrap(), "policy".to_owned());
        assert!(shelf.get(broken(), || catalogue("msgid")).found.has_errors());
        assert!(shelf.get(broken(), || panic!("it is known")).found.has_errors());
    }
}
