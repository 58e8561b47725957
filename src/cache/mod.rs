//! What earlier builds made, kept on disk by the hash of everything it was made from.
//!
//! An entry is written beside its place and moved there in one step, and says itself which key it
//! belongs to and what its bytes hash to. So two builds at once, a build killed at any moment, a
//! flipped bit or a foreign file lead to an entry made anew, never to a wrong one.

mod key;
mod memo;
mod stamp;

pub(crate) use key::{Digest, Key};
pub(crate) use memo::{Entry, Explain, Stage, Store, place_of};
pub(crate) use stamp::{Moment, Stamp};

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::diagnostic::{Code, Diagnostic};
use crate::temporary::uninterrupted;

/// What the tool was built from: entries of another build of the tool do not count.
pub(crate) const TOOL: &str = env!("PROMULGATE_BUILD_ID");

/// Bytes that a cache holds at most after a build, unless it is told otherwise.
pub const DEFAULT_LIMIT: u64 = 2 << 30;

/// First bytes of an entry.
const MAGIC: &[u8; 16] = b"promulgate cache";
/// Magic, key, hash of the payload.
const HEADER: usize = 16 + 32 + 32;
/// An entry used since is not marked as used again, which would be a write per read.
const FRESH: Duration = Duration::from_hours(1);
/// The cache is looked through again after as many builds.
const BUILDS_IN_LEDGER: u64 = 256;
/// A temporary file older than this was left by a build that was killed.
const ABANDONED: Duration = Duration::from_hours(1);

/// See <https://bford.info/cachedir/>: backups leave such folders out.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
                   # What promulgate has rendered; `promulgate cache clear` removes it.\n";

/// A cache folder.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
    /// Bytes since the cache was opened or a build ended.
    written: AtomicU64,
    failed: AtomicBool,
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheInfo {
    /// Number of entries.
    pub entries: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// The size in bytes that they are brought down to.
    pub limit: u64,
}

impl Cache {
    /// Names the cache in `folder`, or in the platform's folder for caches; `limit` is in bytes. Nothing
    /// is written yet.
    ///
    /// # Errors
    ///
    /// Where the platform has no such folder.
    pub fn open(folder: Option<PathBuf>, limit: u64) -> Result<Self, Diagnostic> {
        let platform = || dirs::cache_dir().map(|caches| caches.join("promulgate"));
        let folder = folder.or_else(platform).ok_or_else(|| {
            Diagnostic::error(Code::Io, "there is no folder for caches on this machine")
                .help("name one with `--cache-dir`, or build with `--no-cache`")
        })?;
        Ok(Cache { folder, limit, written: AtomicU64::new(0), failed: AtomicBool::new(false) })
    }

    /// Gives the folder of the cache.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The payload stored under `key`, if it is there and whole.
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.place(key);
        let mut bytes = fs::read(&path).ok()?;
        if !is_whole(key, &bytes) {
            // A concurrent build may have put a good one there by now; it will be made again.
            let _ = fs::remove_file(&path);
            return None;
        }
        mark_used(&path);
        bytes.drain(..HEADER);
        Some(bytes)
    }

    /// Stores `payload` under `key`. A cache that cannot be written is only reported at the end.
    pub(crate) fn put(&self, key: &Key, payload: &[u8]) {
        match self.try_put(key, payload) {
            Ok(()) => {
                let size = (HEADER + payload.len()) as u64;
                self.written.fetch_add(size, Ordering::Relaxed);
            }
            Err(_) => self.failed.store(true, Ordering::Relaxed),
        }
    }

    fn try_put(&self, key: &Key, payload: &[u8]) -> io::Result<()> {
        let _whole = uninterrupted();
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(key.bytes());
        header.extend_from_slice(Key::of(payload).bytes());
        let temporary = || tempfile::Builder::new().prefix("entry-").tempfile_in(self.temporary());
        let mut file = temporary().or_else(|_| {
            self.create()?;
            temporary()
        })?;
        file.write_all(&header)?;
        file.write_all(payload)?;
        file.persist(self.place(key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Ends a build: brings the cache down to its limit if something was added, and tells if it
    /// could not be written.
    pub(crate) fn finish(&self) -> Option<Diagnostic> {
        let written = self.written.swap(0, Ordering::Relaxed);
        if written > 0 && self.add_to_ledger(written).is_none_or(|bytes| bytes > self.limit) {
            let left = self.evict();
            // Without a ledger the next build looks again.
            _ = fs::write(self.ledger(), left.to_le_bytes());
        }
        self.failed.swap(false, Ordering::Relaxed).then(|| {
            Diagnostic::warning(
                Code::Cache,
                format!("the cache in `{}` cannot be written", self.folder.display()),
            )
            .help("name another folder with `--cache-dir`, or build with `--no-cache`")
        })
    }

    /// Tells what is in the cache.
    #[must_use]
    pub fn info(&self) -> CacheInfo {
        let entries = self.list();
        CacheInfo {
            entries: entries.len(),
            bytes: entries.iter().map(|entry| entry.size).sum(),
            limit: self.limit,
        }
    }

    /// Removes what is in the cache, and nothing else that may be in its folder.
    ///
    /// # Errors
    ///
    /// The machine's.
    pub fn clear(&self) -> Result<CacheInfo, Diagnostic> {
        let before = self.info();
        let (entries, temporary, ledger) = (self.entries(), self.temporary(), self.ledger());
        let removed = [
            (fs::remove_dir_all(&entries), entries),
            (fs::remove_dir_all(&temporary), temporary),
            (fs::remove_file(&ledger), ledger),
        ];
        for (result, path) in removed {
            match result {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let message = format!("`{}` cannot be removed: {error}", path.display());
                    return Err(Diagnostic::error(Code::Io, message));
                }
            }
        }
        Ok(before)
    }

    fn create(&self) -> io::Result<()> {
        fs::create_dir_all(self.entries())?;
        fs::create_dir_all(self.temporary())?;
        let tag = self.folder.join("CACHEDIR.TAG");
        if tag.exists() { Ok(()) } else { fs::write(tag, TAG) }
    }

    /// Another format of entries would have another folder.
    fn entries(&self) -> PathBuf {
        self.folder.join("entries-1")
    }

    fn temporary(&self) -> PathBuf {
        self.folder.join("temporary")
    }

    /// The size of the cache when it was last looked through, then what each build since has added:
    /// looking takes long once there are thousands of entries.
    fn ledger(&self) -> PathBuf {
        self.folder.join("ledger")
    }

    /// Notes that a build has added `written` bytes; returns what there is now at most, or none if
    /// that must be looked up: what builds added that were killed is not in the ledger.
    fn add_to_ledger(&self, written: u64) -> Option<u64> {
        let mut ledger = File::options().append(true).read(true).open(self.ledger()).ok()?;
        let mut bytes = Vec::new();
        (&ledger).take(BUILDS_IN_LEDGER * 8).read_to_end(&mut bytes).ok()?;
        let (sizes, rest) = bytes.as_chunks::<8>();
        if sizes.is_empty() || sizes.len() as u64 == BUILDS_IN_LEDGER || !rest.is_empty() {
            return None;
        }
        ledger.write_all(&written.to_le_bytes()).ok()?;
        let sizes = sizes.iter().map(|size| u64::from_le_bytes(*size));
        Some(sizes.fold(written, u64::saturating_add))
    }

    fn place(&self, key: &Key) -> PathBuf {
        self.entries().join(key.to_string())
    }

    fn list(&self) -> Vec<Listed> {
        listing(&self.entries())
    }

    /// Removes the entries that were not used for longest until the rest is below the limit; returns
    /// the size of the rest.
    fn evict(&self) -> u64 {
        let now = SystemTime::now();
        for left in listing(&self.temporary()) {
            if now.duration_since(left.used).is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(left.path);
            }
        }
        let mut entries = self.list();
        let mut bytes: u64 = entries.iter().map(|entry| entry.size).sum();
        if bytes <= self.limit {
            return bytes;
        }
        // With room for some builds, so that not each one evicts.
        let goal = self.limit / 10 * 9;
        entries.sort_by_key(|entry| entry.used);
        for entry in entries {
            if bytes <= goal {
                break;
            }
            // Another build may have removed it.
            let _ = fs::remove_file(entry.path);
            bytes -= entry.size;
        }
        bytes
    }
}

struct Listed {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

fn listing(folder: &Path) -> Vec<Listed> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let used = metadata.modified().ok()?;
            Some(Listed { path: entry.path(), size: metadata.len(), used })
        })
        .collect()
}

fn is_whole(key: &Key, bytes: &[u8]) -> bool {
    let Some((header, payload)) = bytes.split_at_checked(HEADER) else {
        return false;
    };
    header.starts_with(MAGIC)
        && &header[16..48] == key.bytes()
        && &header[48..] == Key::of(payload).bytes()
}

/// The time of the last change is the time of the last use, as eviction understands it.
fn mark_used(path: &Path) {
    let now = SystemTime::now();
    let age = |file: &File| now.duration_since(file.metadata().ok()?.modified().ok()?).ok();
    if let Ok(file) = File::open(path)
        && age(&file).is_some_and(|age| age > FRESH)
    {
        // Only the order of eviction depends on it.
        let _ = file.set_modified(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(limit: u64) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(Some(folder.path().join("cache")), limit).unwrap();
        (folder, cache)
    }

    fn key(name: &str) -> Key {
        Digest::new("test").text(name).key()
    }

    #[test]
    fn what_is_put_comes_back() {
        let (_folder, cache) = cache(DEFAULT_LIMIT);
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), b"one");
        assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"one"[..]));
        assert_eq!(cache.get(&key("b")), None);
        assert_eq!(cache.clear().unwrap().entries, 1);
        assert_eq!(cache.get(&key("a")), None);
    }

    #[test]
    fn a_flipped_bit_anywhere_is_noticed() {
        let (_folder, cache) = cache(DEFAULT_LIMIT);
        cache.put(&key("a"), b"payload");
        let place = cache.place(&key("a"));
        let good = fs::read(&place).unwrap();
        for bit in 0..good.len() * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            fs::write(&place, &bad).unwrap();
            assert_eq!(cache.get(&key("a")), None, "bit {bit}");
            assert!(!place.exists(), "a bad entry is removed");
        }
        for length in 0..good.len() {
            fs::write(&place, &good[..length]).unwrap();
            assert_eq!(cache.get(&key("a")), None, "{length} bytes");
        }
    }

    #[test]
    fn an_entry_in_the_place_of_another_is_noticed() {
        let (_folder, cache) = cache(DEFAULT_LIMIT);
        cache.put(&key("a"), b"of a");
        fs::rename(cache.place(&key("a")), cache.place(&key("b"))).unwrap();
        assert_eq!(cache.get(&key("b")), None);
    }

    #[test]
    fn the_entries_not_used_for_longest_go_first() {
        let (_folder, cache) = cache(1000);
        for (age, name) in [(3, "old"), (2, "middle"), (1, "new")] {
            cache.put(&key(name), &[0; 300]);
            let file = File::open(cache.place(&key(name))).unwrap();
            file.set_modified(SystemTime::now() - FRESH * 2 * age).unwrap();
        }
        // Reading makes the oldest the newest.
        assert!(cache.get(&key("old")).is_some());
        assert!(cache.finish().is_none());
        assert!(cache.info().bytes <= 1000);
        assert!(cache.get(&key("middle")).is_none());
        assert!(cache.get(&key("old")).is_some());
        assert!(cache.get(&key("new")).is_some());
    }

    #[test]
    fn the_bound_holds_over_many_builds_and_whatever_is_in_the_ledger() {
        let (_folder, cache) = cache(10_000);
        let ledgers: [&[u8]; 4] = [b"", b"odd", &[0xff; 64], &[0; 4096]];
        for round in 0..3 * BUILDS_IN_LEDGER {
            cache.put(&key(&round.to_string()), &[0; 300]);
            assert!(cache.finish().is_none());
            assert!(cache.info().bytes <= 10_000, "round {round}: {:?}", cache.info());
            if round % 100 == 99 {
                let ledger = ledgers[usize::try_from(round / 100).unwrap() % ledgers.len()];
                fs::write(cache.ledger(), ledger).unwrap();
            }
        }
        // What a killed build leaves unsaid is found in time.
        for left in 0..100 {
            fs::write(cache.place(&key(&format!("left {left}"))), [0; 300]).unwrap();
        }
        for _ in 0..BUILDS_IN_LEDGER {
            cache.put(&key("one"), &[0; 10]);
            cache.finish();
        }
        assert!(cache.info().bytes <= 10_000, "{:?}", cache.info());
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_reported_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = Cache::open(Some(file.path().join("cache")), DEFAULT_LIMIT).unwrap();
        cache.put(&key("a"), b"one");
        assert_eq!(cache.finish().map(|one| one.code), Some(Code::Cache));
        assert!(cache.finish().is_none());
    }
}
