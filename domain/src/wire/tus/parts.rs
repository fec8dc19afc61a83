//! Into how large parts an upload is cut for object storage.

const MIB: u64 = 1024 * 1024;
/// The least that object storage takes as a part that is not the last.
const MIN_PART_BYTES: u64 = 5 * MIB;
/// Storage takes 10,000 parts of one object; some are left for those that requests died with.
const MAX_PARTS: u64 = 9_000;

/// Bytes of every part but the last of a file of `length` bytes: 5 MiB, or as many MiB as keep it to 9,000 parts.
pub const fn part_bytes(length: u64) -> u64 {
    let needed = length.div_ceil(MAX_PARTS).div_ceil(MIB) * MIB;
    if needed > MIN_PART_BYTES { needed } else { MIN_PART_BYTES }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GIB: u64 = 1024 * MIB;

    #[test]
    fn parts_are_as_small_as_their_number_allows() {
        for (length, want) in [
            (0, 5 * MIB),
            (1, 5 * MIB),
            (9_000 * 5 * MIB, 5 * MIB),
            (9_000 * 5 * MIB + 1, 6 * MIB),
            (256 * GIB, 30 * MIB),
        ] {
            assert_eq!(part_bytes(length), want, "{length}");
        }
    }

    proptest! {
        #[test]
        fn there_are_never_too_many_parts(length in 0..=9_007_199_254_740_991_u64) {
            prop_assert!(length.div_ceil(part_bytes(length)) <= MAX_PARTS);
        }
    }
}
