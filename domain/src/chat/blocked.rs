//! Words that a room does not allow.

pub use super::fold::fold;

/// The blocked words of a room, ready to be looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    folded: Vec<String>,
}

impl Blocked {
    /// Of words and phrases that the caller has brought to NFKC. One that nobody can see is left out: it would be
    /// found everywhere.
    pub fn new(nfkc_words: &[String]) -> Self {
        let folded = nfkc_words.iter().map(|word| fold(word).trim().to_owned());
        Self { folded: folded.filter(|word| !word.is_empty()).collect() }
    }

    /// Whether no word is blocked, so that no text needs to be folded.
    pub fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether a blocked word is in text that was brought to NFKC and [folded](fold).
    ///
    /// A word counts where it is not part of a longer one: no letter or digit goes on where it begins or ends with
    /// one. Scripts that put no spaces between words know no such place: there it counts wherever it stands.
    pub fn matches(&self, folded: &str) -> bool {
        self.folded.iter().any(|word| is_in(folded, word))
    }
}

fn is_in(text: &str, word: &str) -> bool {
    let mut from = 0;
    while let Some((before, at, after)) = find(text, word, from) {
        let begins = !goes_on(before.chars().next_back(), word.chars().next());
        let ends = !goes_on(word.chars().next_back(), after.chars().next());
        if begins && ends {
            return true;
        }
        // One character on, not one word: of two that overlap the second may be the one that counts.
        from = at + word.chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// What stands before and after the first `word` from the byte `from` on, and where it begins.
fn find<'a>(text: &'a str, word: &str, from: usize) -> Option<(&'a str, usize, &'a str)> {
    let at = from + text.get(from..)?.find(word)?;
    Some((text.get(..at)?, at, text.get(at + word.len()..)?))
}

/// Whether two neighbours belong to one word.
fn goes_on(left: Option<char>, right: Option<char>) -> bool {
    let in_word = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    left.is_some_and(in_word) && right.is_some_and(in_word)
}

/// Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, Hiragana, Katakana, Han.
pub(super) const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{19E0}'..='\u{19FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}' | '\u{F900}'..='\u{FAFF}'
        | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}
