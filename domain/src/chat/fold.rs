//! One spelling for texts that look or read alike.

/// Folds text that the caller has brought to NFKC: lower case in every script, one blank for any run of blanks,
/// and nothing that cannot be seen. Folding twice is folding once.
///
/// Lower case without regard to place or language: final sigma is sigma, ß is ss, dotted and dotless i are i.
/// A mark that was kept apart from its letter by something invisible stays apart: to join them, bring the folded
/// text to NFKC and fold it again.
pub fn fold(nfkc: &str) -> String {
    let mut folded = String::with_capacity(nfkc.len());
    let seen = nfkc.chars().filter(|c| !is_ignorable(*c));
    for c in seen.flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'ı' => folded.push('i'),
            // What lower case leaves of the dot of İ; the dot of any other letter is part of it in NFKC.
            '\u{307}' => {}
            c if c.is_whitespace() && folded.ends_with(' ') => {}
            c if c.is_whitespace() => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded
}

/// Unicode's Default_Ignorable_Code_Point: soft hyphen, zero-width characters, marks of direction, variation
/// selectors, fillers, tags.
pub(super) const fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}
