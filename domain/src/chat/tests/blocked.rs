use super::folded;
use crate::chat::blocked::{Blocked, fold};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn blocks(word: &str, text: &str) -> bool {
    Blocked::new(&[word.nfkc().collect()]).matches(&folded(text))
}

#[test]
fn a_blocked_word_is_found_in_every_guise() {
    for (word, text) in [
        ("foo", "foo"),
        ("foo", "you FOO!"),
        ("Foo", "x_foo_x"),
        ("foo", "foo's"),
        ("foo", "foofoo foo"),
        ("foo", "ｆｏｏ"),
        ("foo", "𝐟𝗼𝓸"),
        ("foo", "ⓕⓞⓞ"),
        ("foo", "f\u{200b}o\u{200d}o"),
        ("foo", "f\u{ad}oo\u{fe0f}"),
        ("foo", "\u{202e}foo\u{202c}"),
        ("f\u{200b}oo", "foo"),
        ("バカ", "ﾊﾞｶ"),
        ("ﾊﾞｶ", "お前はバカだ"),
        ("đồ ngốc", "ĐỒ  NGỐC quá"),
        ("ngốc", "đồ ngo\u{302}\u{301}c"),
        ("ngo\u{302}\u{301}c", "đồ ngốc"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("σοφοσ", "ΣΟΦΌΣ σοφος"),
        ("straße", "STRASSE"),
        ("strasse", "straẞe"),
        ("istanbul", "İSTANBUL"),
        ("İstanbul", "ıstanbul"),
        ("дурак", "ты ДУРАК"),
        ("foo", "これはfooです"),
        ("笨蛋", "你是笨蛋吗"),
        ("ควาย", "ไอ้ควายเอ๊ย"),
        ("ໂງ່", "ຄົນໂງ່ຫຼາຍ"),
        ("ឆ្កួត", "មនុស្សឆ្កួតណាស់"),
        ("ခွေး", "မင်းခွေးလား"),
        ("bad phrase", "a bad\u{a0}phrase."),
        ("foo foo", "xfoo foo foo"),
        ("🖕", "you🖕"),
        ("$$$", "a$$$b"),
    ] {
        assert!(blocks(word, text), "{word} in {text}");
    }
}

#[test]
fn a_blocked_word_inside_a_longer_one_is_none() {
    for (word, text) in [
        ("cunt", "Scunthorpe"),
        ("ass", "class assassin passes"),
        ("foo", "food foo1 2foo xfoo"),
        ("foo", "fóo fo o"),
        ("ngoc", "ngốc"),
        ("ngốc", "ngoc"),
        ("рак", "дурак"),
        ("bad phrase", "bad, phrase badphrase bad phrases"),
        ("笨蛋", "笨 蛋"),
        ("\u{200b}", "anything at all"),
        (" ", "anything at all"),
    ] {
        assert!(!blocks(word, text), "{word} in {text}");
    }
}

#[test]
fn words_that_nobody_can_see_block_nothing() {
    let blocked = Blocked::new(&["\u{200b}".into(), " \u{ad} ".into(), String::new()]);
    assert!(blocked.is_empty());
    assert!(!Blocked::new(&["a".into()]).is_empty());
}

#[test]
fn every_character_folds_to_what_stays_as_it_is() {
    for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
        let once = fold(&c.to_string());
        assert_eq!(fold(&once), once, "{c:?}");
        assert!(once.chars().count() <= 3, "{c:?}");
    }
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in any::<String>(), odd in "[İIıißẞςΣσ\u{307}\u{200b} \n\u{a0}]{0,20}") {
        for text in [text, odd] {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }

    #[test]
    fn a_word_is_found_between_blanks_whatever_it_is(word in any::<String>(), before in any::<String>()) {
        let text = format!("{before} {word} ");
        let blocked = Blocked::new(&[word]);
        prop_assert_eq!(blocked.matches(&fold(&text)), !blocked.is_empty());
    }
}
