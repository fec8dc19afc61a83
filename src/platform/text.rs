//! What the platform knows of Unicode: its tables would take a tenth of the bundle.

use js_sys::JsString;

/// The text in normalization form KC: full-width letters, ligatures and composed accents in one writing each.
pub fn to_nfkc(text: &str) -> String {
    // ASCII is in that form, and most of what is said is ASCII.
    if text.is_ascii() { text.to_owned() } else { String::from(JsString::from(text).normalize("NFKC")) }
}
