//! Results of stages, kept by what they were made from.
//!
//! A stage gives a key, a value whose fields have names, and the work that makes the result. Whether
//! the result was there, was damaged, or there is no cache at all makes no difference to it. The keys of
//! the last build are kept too, so that one can tell why something was made again.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cache, Digest, Key};

/// A stage whose results are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stage {
    /// What there is to say of a locale.
    Check,
    /// What is known of a document in a locale, the document apart.
    Resolve,
    /// The document itself.
    Document,
    /// Which fonts it needs.
    Fonts,
    /// A file.
    Render,
    /// All that is found in a whole project.
    Whole,
}

impl Stage {
    /// Gives the name of the stage, as people and keys have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Check => "check",
            Stage::Resolve => "resolve",
            Stage::Document => "document",
            Stage::Fonts => "fonts",
            Stage::Render => "render",
            Stage::Whole => "whole",
        }
    }
}

/// A result as the cache keeps it.
pub(crate) trait Entry: Sized {
    /// Writes it.
    fn write(&self) -> Vec<u8>;

    /// Reads what [`Entry::write`] wrote; `None` where it is something else.
    fn read(bytes: Vec<u8>) -> Option<Self>;
}

impl<T: Serialize + DeserializeOwned> Entry for T {
    fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("results are texts, numbers and lists")
    }

    fn read(bytes: Vec<u8>) -> Option<Self> {
        serde_json::from_slice(&bytes).ok()
    }
}

/// Tells why something is made.
pub(crate) type Explain<'c> = Box<dyn Fn(&str) + Send + Sync + 'c>;

/// Where the results of the stages of one build are kept: in a cache, or nowhere.
pub(crate) struct Store<'c> {
    cache: Option<&'c Cache>,
    explain: Option<Explain<'c>>,
    /// The place of the keys of earlier builds.
    place: Key,
    known: OnceLock<Keys>,
    seen: Mutex<Seen>,
}

/// The key of each result, as JSON, by stage and name.
type Keys = BTreeMap<String, String>;

#[derive(Default)]
struct Seen {
    keys: Keys,
    has_made: bool,
}

impl<'c> Store<'c> {
    /// Opens the results of earlier builds in `cache`; the keys are those of the last build of the
    /// project in the folder `project`.
    pub(crate) fn new(
        cache: Option<&'c Cache>,
        project: &Path,
        explain: Option<Explain<'c>>,
    ) -> Self {
        let place = Digest::new("keys").bytes(project.as_os_str().as_encoded_bytes()).key();
        Store { cache, explain, place, known: OnceLock::new(), seen: Mutex::default() }
    }

    /// Gives the cache, if there is one.
    pub(crate) fn cache(&self) -> Option<&'c Cache> {
        self.cache
    }

    /// Gives the result that `stage` has for `key`: the one that is kept, or the one that `make` makes,
    /// which is kept from then on. `name` tells people what it is.
    ///
    /// # Errors
    ///
    /// Those of `make`, which are not kept.
    pub(crate) fn memo<V: Entry, E>(
        &self,
        stage: Stage,
        name: &dyn fmt::Display,
        key: &impl Serialize,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<V, E> {
        self.memo_while(stage, name, key, |_| true, make)
    }

    /// Does the same, where a result that is kept counts only if it `holds`.
    ///
    /// # Errors
    ///
    /// Those of `make`, which are not kept.
    pub(crate) fn memo_while<V: Entry, E>(
        &self,
        stage: Stage,
        name: &dyn fmt::Display,
        key: &impl Serialize,
        holds: impl FnOnce(&V) -> bool,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<V, E> {
        let Some(cache) = self.cache else { return make() };
        let json = serde_json::to_string(key).expect("keys are texts, numbers and lists");
        let place = place(stage, &json);
        let found = cache.get(&place).and_then(V::read).filter(holds);
        let name = format!("{} {name}", stage.name());
        if found.is_none()
            && let Some(explain) = &self.explain
        {
            explain(&format!("{name}: {}", self.why(&name, &json)));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.keys.insert(name, json);
        seen.has_made |= found.is_none();
        drop(seen);
        if let Some(found) = found {
            return Ok(found);
        }
        let made = make()?;
        cache.put(&place, &made.write());
        Ok(made)
    }

    /// Notes the keys of this build for the next one, if something was made.
    pub(crate) fn remember(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cache) = self.cache.filter(|_| std::mem::take(&mut seen.has_made)) {
            let mut keys = self.known().clone();
            keys.append(&mut seen.keys);
            cache.put(&self.place, &keys.write());
        }
    }

    fn known(&self) -> &Keys {
        let read = || Keys::read(self.cache?.get(&self.place)?);
        self.known.get_or_init(|| read().unwrap_or_default())
    }

    /// Tells what in the key of `name` is not as it was.
    fn why(&self, name: &str, json: &str) -> String {
        let Some(before) = self.known().get(name) else {
            return "made for the first time".to_owned();
        };
        let read = |json: &str| serde_json::from_str(json).unwrap_or(Value::Null);
        let mut changed = Vec::new();
        differences("", &read(before), &read(json), &mut changed);
        match &changed[..] {
            [] => "made again, as it is no longer in the cache".to_owned(),
            changed => format!("made again, as {} changed", changed.join(", ")),
        }
    }
}

/// Gives the place in a cache of the result that `stage` has for `key`.
pub(crate) fn place_of(stage: Stage, key: &impl Serialize) -> Key {
    place(stage, &serde_json::to_string(key).expect("keys are texts, numbers and lists"))
}

fn place(stage: Stage, json: &str) -> Key {
    Digest::new(stage.name()).text(json).key()
}

/// Lists the fields, by their paths, in which two values differ.
fn differences(path: &str, before: &Value, after: &Value, into: &mut Vec<String>) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        if before != after {
            into.push(format!("`{path}`"));
        }
        return;
    };
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let field = |of: &serde_json::Map<_, _>| of.get(name).cloned().unwrap_or(Value::Null);
        differences(&path, &field(old), &field(new), into);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::cache::DEFAULT_LIMIT;

    #[derive(Clone, Serialize)]
    struct Whole {
        policy: u32,
        layers: BTreeMap<&'static str, u32>,
    }

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(Some(folder.path().join("cache")), DEFAULT_LIMIT).unwrap();
        (folder, cache)
    }

    fn key(policy: u32, layers: &[(&'static str, u32)]) -> Whole {
        Whole { policy, layers: layers.iter().copied().collect() }
    }

    #[test]
    fn a_result_is_made_once_for_a_key_and_a_stage() {
        let (_folder, cache) = cache();
        let store = Store::new(Some(&cache), Path::new("project"), None);
        let made = Cell::new(0);
        let get = |store: &Store<'_>, stage, key: &Whole| {
            let made = || {
                made.set(made.get() + 1);
                Ok::<_, ()>(made.get())
            };
            store.memo(stage, &"it", key, made).unwrap()
        };
        let (a, b) = (key(1, &[("de", 1)]), key(1, &[("de", 2)]));
        let asked =
            [(Stage::Check, &a), (Stage::Check, &b), (Stage::Render, &a), (Stage::Check, &a)];
        assert_eq!(asked.map(|(stage, key)| get(&store, stage, key)), [1, 2, 3, 1]);
        // Whatever becomes of an entry, the caller has its result.
        cache.put(&place_of(Stage::Check, &a), b"not a number");
        assert_eq!(get(&store, Stage::Check, &a), 4);
        let without = Store::new(None, Path::new("project"), None);
        assert_eq!([1, 2].map(|_| get(&without, Stage::Check, &a)), [5, 6]);
    }

    #[test]
    fn an_error_is_not_kept() {
        let (_folder, cache) = cache();
        let store = Store::new(Some(&cache), Path::new("project"), None);
        let memo = |result: Result<u32, &str>| {
            store.memo(Stage::Check, &"it", &key(1, &[]), || result).map_err(str::to_owned)
        };
        assert_eq!(memo(Err("no")), Err("no".to_owned()));
        assert_eq!(memo(Ok(1)), Ok(1));
        assert_eq!(memo(Err("no")), Ok(1));
    }

    #[test]
    fn why_something_is_made_is_told_by_field() {
        let (_folder, cache) = cache();
        let said = Mutex::new(Vec::new());
        let build = |key: &Whole| {
            let explain = |line: &str| said.lock().unwrap().push(line.to_owned());
            let store = Store::new(Some(&cache), Path::new("project"), Some(Box::new(explain)));
            store.memo(Stage::Resolve, &"de/terms", key, || Ok::<_, ()>(1)).unwrap();
            store.remember();
            std::mem::take(&mut *said.lock().unwrap()).join("; ")
        };
        let first = key(1, &[("de", 1), ("en", 1)]);
        for (key, told) in [
            (first.clone(), "resolve de/terms: made for the first time"),
            (first.clone(), ""),
            (
                key(1, &[("de", 2), ("en", 1)]),
                "resolve de/terms: made again, as `layers.de` changed",
            ),
            (
                key(2, &[("en", 1)]),
                "resolve de/terms: made again, as `policy`, `layers.de` changed",
            ),
            // It is there from before.
            (first, ""),
        ] {
            assert_eq!(build(&key), told);
        }
    }
}
