//! Pictures of what is on air: where one is kept, and for how long it counts.

use crate::time::Millis;

/// The largest, in bytes.
pub const MAX_BYTES: usize = 524_288;

/// An older one shows what is not on air any more: its maker is away.
const MAX_AGE_MS: i64 = 180_000;
/// So often a list that is read anew has another address, and a page loads the picture anew.
const TURN_MS: i64 = 60_000;

/// Where the picture of a stream is kept: each takes the place of the one before.
pub fn object_key(stream_id: i64) -> String {
    format!("snapshots/{stream_id}.jpg")
}

/// Whether a picture that was stored then shows the broadcast that is on air since `live_since`, as it is now.
pub fn is_current(stored_at: Millis, live_since: Millis, now: Millis) -> bool {
    stored_at.0 >= live_since.0 && now.since(stored_at) <= MAX_AGE_MS
}

/// What the address says so that it is another one from time to time.
pub const fn turn(now: Millis) -> i64 {
    now.0.div_euclid(TURN_MS)
}

/// What the sender of a picture signs: the bytes do not say whose they are, so the name goes with them.
pub fn signed_bytes(name: &str, picture: &[u8]) -> Vec<u8> {
    [name.as_bytes(), b".", picture].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_counts_for_its_own_broadcast_and_for_three_minutes() {
        let began = Millis(1_000_000);
        for (stored_ms, now_ms, want) in [
            (0, 0, true),
            (-1, 0, false),
            (-86_400_000, 5_000, false),
            (5_000, 30_000, true),
            (5_000, 185_000, true),
            (5_000, 185_001, false),
            // The storage's clock is not ours.
            (5_000, 4_000, true),
        ] {
            let is_current = is_current(began.plus(stored_ms), began, began.plus(now_ms));
            assert_eq!(is_current, want, "stored {stored_ms} ms, asked {now_ms} ms after the beginning");
        }
    }

    #[test]
    fn an_address_is_another_one_each_minute() {
        assert_eq!([0, 59_999, 60_000, 119_999, 120_000].map(|ms| turn(Millis(ms))), [0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_signature_is_for_one_name() {
        assert_eq!(signed_bytes("name", b"\xFF\xD8"), b"name.\xFF\xD8");
        assert_ne!(signed_bytes("a", b"b.c"), signed_bytes("ab", b".c"));
    }
}
