//! How much of uploads one isolate holds at a time: each holds some megabytes, and the platform grants 128.

use domain::problem::Problem;
use std::cell::Cell;

/// Half of what there is: twelve uploads with buffers of 5 MiB, fewer of files whose parts are larger.
const MAX_BYTES: u64 = 12 * 5 * 1024 * 1024;

thread_local! {
    static TAKEN_BYTES: Cell<u64> = const { Cell::new(0) };
}

/// The right to take one upload in, until it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    bytes: u64,
}

impl Slot {
    /// Takes room for a buffer of so many bytes.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when there is none: try again in a second.
    pub(super) fn take(bytes: u64) -> Result<Self, Problem> {
        TAKEN_BYTES.with(|taken| {
            let sum = taken.get().saturating_add(bytes);
            if sum > MAX_BYTES {
                return Err(Problem::Unavailable("room for another upload"));
            }
            taken.set(sum);
            Ok(Self { bytes })
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        TAKEN_BYTES.with(|taken| taken.set(taken.get().saturating_sub(self.bytes)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_free_again_once_it_is_dropped() {
        const MIB: u64 = 1024 * 1024;
        for (bytes, count) in [(5 * MIB, 12), (6 * MIB, 10), (30 * MIB, 2)] {
            let all: Vec<_> = (0..count).map(|_| Slot::take(bytes)).collect();
            assert!(all.iter().all(Result::is_ok), "{bytes}");
            assert!(Slot::take(bytes).is_err(), "{bytes}");
            drop(all);
            assert!(Slot::take(bytes).is_ok(), "{bytes}");
        }
    }
}
