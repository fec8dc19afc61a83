//! Text in addresses, written as signatures have it: one spelling for each text.

use std::fmt::Write;

/// Everything but letters, digits and `-._~` as `%XX` of its UTF-8.
///
/// Source: AWS Signature Version 4, `UriEncode`.
pub fn encode(text: &str) -> String {
    encoded(text, false)
}

/// The same for a key in a path, whose slashes stay. Segments of one or two dots do not survive the way: no key has
/// any.
pub fn encode_path(key: &str) -> String {
    encoded(key, true)
}

fn encoded(text: &str, is_path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (is_path && byte == b'/');
        if stays {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A query with its parameters in order, `name=value` even where there is no value.
pub fn query(parameters: &[(&str, &str)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| (encode(name), encode(value)));
    let mut pairs: Vec<(String, String)> = pairs.collect();
    // By the encoded names: so says the specification.
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}
