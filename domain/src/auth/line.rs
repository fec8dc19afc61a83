//! Names that are shown beside what people write.

/// The longest name that is shown, in characters.
pub(super) const MAX_NAME_CHARS: usize = 32;

/// Whether `c` has no place in a name: control characters, and those that end a line, turn the direction of
/// the text around them or cannot be seen at all, by which one name is made to look like another.
pub(super) fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `text` as a name to show: without unfit characters, trimmed, at most 32 characters. May be empty.
pub(super) fn fit(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_unfit(*c)).collect();
    let cut: String = kept.trim().chars().take(MAX_NAME_CHARS).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_cut_and_freed_of_what_cannot_be_seen() {
        for (text, want) in [
            ("  Ann  ", "Ann"),
            ("A\u{0}n\nn\u{7f}", "Ann"),
            ("\u{202e}nnA\u{2066}", "nnA"),
            ("\u{200b}\u{feff} ", ""),
            ("Zoë 👩‍🚀", "Zoë 👩‍🚀"),
            (&"é".repeat(40), &"é".repeat(32)),
            (&format!("{} tail", "a".repeat(31)), &"a".repeat(31)),
        ] {
            assert_eq!(fit(text), want, "{text:?}");
        }
    }
}
