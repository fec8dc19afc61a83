//! Flash video: `onMetaData`, which stands first.

use super::Facts;
use super::facts::whole;
use crate::vod::bytes::uint;

/// Facts in the first bytes of a file.
///
/// Its members are found by their names, for there is no other way to them than to read all values of AMF before them;
/// what is found counts only where it makes sense.
pub(super) fn facts(bytes: &[u8]) -> Facts {
    let number = |name: &str| member(bytes, name).and_then(whole);
    let duration_ms = member(bytes, "duration").and_then(|seconds| whole(seconds * 1000.0));
    Facts::new(duration_ms, number("width").zip(number("height")))
}

/// The number behind a name: the name's length in two bytes, the name, 0 for a number, eight bytes of float.
fn member(bytes: &[u8], name: &str) -> Option<f64> {
    let begin = bytes.windows(10).position(|ten| ten == b"onMetaData")?;
    let bytes = bytes.get(begin..)?;
    let length = u8::try_from(name.len()).ok()?;
    let key = [&[0, length], name.as_bytes(), &[0]].concat();
    let at = bytes.windows(key.len()).position(|window| window == key)?;
    uint(bytes, at + key.len(), 8).map(f64::from_bits)
}
