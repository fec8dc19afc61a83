use crate::chat::refusal::Refusal;
use crate::chat::text::{read_client_id, read_text};
use proptest::prelude::*;

#[test]
fn a_text_is_trimmed_and_measured_in_characters() {
    let long = |chars: usize| "語".repeat(chars);
    for (raw, want) in [
        ("hi", Ok("hi")),
        (" \n\tXin chào \u{3000}\r\n", Ok("Xin chào")),
        ("", Err(Refusal::EmptyMessage)),
        (" \u{a0}\n", Err(Refusal::EmptyMessage)),
        ("\u{200b}\u{feff} \u{3164}", Err(Refusal::EmptyMessage)),
        ("\u{0}", Err(Refusal::ControlCharacters)),
        ("a\nb", Err(Refusal::ControlCharacters)),
        ("a\u{9b}b", Err(Refusal::ControlCharacters)),
        ("👩\u{200d}👩\u{200d}👧 \u{fe0f}", Ok("👩\u{200d}👩\u{200d}👧 \u{fe0f}")),
        (&long(500), Ok(&*long(500))),
        (&format!(" {} ", long(500)), Ok(&*long(500))),
        (&long(501), Err(Refusal::MessageTooLong)),
    ] {
        assert_eq!(read_text(raw), want.map(str::to_owned), "{raw:?}");
    }
}

#[test]
fn a_client_id_is_taken_as_it_is() {
    for (raw, fine) in [
        ("c-1", true),
        (" c ", true),
        (&*"é".repeat(64), true),
        (&*"é".repeat(65), false),
        ("", false),
        ("a\u{1}", false),
    ] {
        let want = if fine { Ok(raw.to_owned()) } else { Err(Refusal::InvalidClientId) };
        assert_eq!(read_client_id(raw), want, "{raw:?}");
    }
}

proptest! {
    #[test]
    fn a_text_that_is_read_is_read_again_as_it_is(raw in any::<String>()) {
        if let Ok(text) = read_text(&raw) {
            prop_assert_eq!(read_text(&text), Ok(text));
        }
    }
}
