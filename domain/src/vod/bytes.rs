//! Numbers and words in the bytes of a file; nothing is taken for granted about where they end.

/// The unsigned number of `width` (at most 8) bytes at `at`, most significant first; `None` beyond the end.
pub(super) fn uint(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// The four bytes at `at`.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}
