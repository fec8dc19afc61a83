//! The rules of a room, as people test them.

mod blocked;
mod frame;
mod judge;
mod link;
mod rate;
mod settings;
mod text;

use super::blocked::fold;
use unicode_normalization::UnicodeNormalization;

/// Folds as the room does: brought to NFKC first, which is the platform's work.
fn folded(text: &str) -> String {
    fold(&text.nfkc().collect::<String>())
}
