//! The words by which a stream is found.

/// Words of one stream that are indexed; a description may have more.
const MAX_WORDS: usize = 300;
/// Characters of a word that count.
const MAX_WORD_CHARS: usize = 40;

/// The words of `text`, folded to lower case, each once. Scripts that are written without spaces between words
/// (Chinese, Japanese) count every character as a word.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        for word in split_unspaced(&run.to_lowercase()) {
            if words.len() < MAX_WORDS && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

fn split_unspaced(run: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in run.chars() {
        if is_unspaced(c) {
            words.push(c.to_string());
            words.push(String::new());
        } else if let Some(word) = words.last_mut().filter(|word| word.chars().count() < MAX_WORD_CHARS) {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Han, Hiragana and Katakana.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_split_into_folded_words() {
        for (text, want) in [
            ("Go LIVE, go!", vec!["go", "live"]),
            ("Ärger über-all 42", vec!["ärger", "über", "all", "42"]),
            ("東京live", vec!["東", "京", "live"]),
            ("...", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_are_few_and_short(text in ".{0,400}") {
            let words = words(&text);
            prop_assert!(words.len() <= MAX_WORDS);
            prop_assert!(words.iter().all(|word| !word.is_empty() && word.chars().count() <= MAX_WORD_CHARS));
        }
    }
}
