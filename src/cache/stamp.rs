//! What a file looked like when it was read, and whether it can have changed since without looking
//! different.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::Digest;

/// What the file system says of a file or folder. The time of its last change cannot be set by
/// hand, so that it tells also of a change after which size and time of writing were put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    mode: u32,
    size: u64,
    /// Nanoseconds since 1970, as the next.
    written: i128,
    changed: i128,
}

/// A moment by the clock of this machine, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moment(i128);

impl Stamp {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let time = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Stamp {
            device: metadata.dev(),
            inode: metadata.ino(),
            mode: metadata.mode(),
            size: metadata.size(),
            written: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether both are of one file, be it changed in between.
    pub(crate) fn is_same_file(&self, other: &Stamp) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// Adds it to `digest`.
    pub(crate) fn add_to(&self, digest: Digest) -> Digest {
        let Stamp { device, inode, mode, size, written, changed } = *self;
        let numbers = [device.into(), inode.into(), mode.into(), size.into(), written, changed];
        digest.bytes(numbers.map(i128::to_le_bytes).as_flattened())
    }

    /// Whether every change since `moment`, when the file was read or later, has given it another
    /// stamp. Not so for a file that was as young: clocks of file systems tick slowly, and two changes
    /// in one tick look like one. What bears the time of a moment to come was never old enough.
    pub(crate) fn is_settled(&self, moment: Moment) -> bool {
        /// Longer than any tick of Linux.
        const TICK: Duration = Duration::from_millis(100);
        /// For file systems that keep no parts of a second, the coarsest of which keep even ones.
        const COARSE_TICK: Duration = Duration::from_secs(2);
        let is_coarse = [self.written, self.changed].iter().any(|time| time % 1_000_000_000 == 0);
        let tick = if is_coarse { COARSE_TICK } else { TICK };
        let latest = self.written.max(self.changed);
        latest + i128::try_from(tick.as_nanos()).unwrap_or(i128::MAX) < moment.0
    }
}

impl Moment {
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i128::try_from(since.as_nanos()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_as_young_as_the_moment_is_not_settled() {
        const SECOND: i128 = 1_000_000_000;
        const MILLISECOND: i128 = SECOND / 1000;
        let moment = 1000 * SECOND;
        for (written, changed, settled) in [
            (moment - 500 * MILLISECOND, moment - 500 * MILLISECOND, true),
            // Written within a tick of the moment, at it, after it.
            (moment - 50 * MILLISECOND, moment - 500 * MILLISECOND, false),
            (moment - 500 * MILLISECOND, moment - 50 * MILLISECOND, false),
            (moment - 500 * MILLISECOND, moment + 1, false),
            (moment - 500 * MILLISECOND, moment, false),
            // The time of writing was put into the past, or the clock was set back since.
            (SECOND + 1, moment - 50 * MILLISECOND, false),
            (moment + 3600 * SECOND, moment - 500 * MILLISECOND, false),
            // A file system with whole seconds.
            (moment - SECOND, moment - SECOND, false),
            (moment - 3 * SECOND, moment - 3 * SECOND, true),
        ] {
            let stamp = Stamp { device: 1, inode: 2, mode: 3, size: 4, written, changed };
            assert_eq!(stamp.is_settled(Moment(moment)), settled, "{stamp:?}");
        }
    }
}
