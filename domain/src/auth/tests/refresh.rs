//! Refresh tokens.

use super::fixtures::{OLD_SECRET, SECRET, ring};
use crate::auth::Keyring;
use crate::auth::refresh::{Refresh, Worth, issue, judge, read};
use crate::time::Millis;
use proptest::prelude::*;

const SID: &str = "0b1f5cc0-9d7c-4f5e-8a3c-111111111111";

fn refresh(sid: &str, generation: u32) -> Refresh {
    Refresh { sid: sid.into(), generation }
}

#[test]
fn what_is_issued_is_read() {
    for (sid, generation) in [(SID, 0), ("a", 1), ("A_-9", u32::MAX), (&"s".repeat(64), u32::MAX)] {
        let token = issue(ring(), sid, generation);
        assert_eq!(read(ring(), token.expose()), Some(refresh(sid, generation)), "{sid}");
    }
}

#[test]
fn a_used_token_is_stolen_but_for_a_moment_of_grace() {
    for (generation, since_ms, grace_ms, want) in [
        (7, 0, 0, Worth::Current),
        (7, 90_000, 30_000, Worth::Current),
        (6, 0, 0, Worth::Stolen),
        (6, 29_999, 30_000, Worth::Repeated),
        (6, 30_000, 30_000, Worth::Stolen),
        (5, 0, 30_000, Worth::Stolen),
        (8, 0, 30_000, Worth::Stolen),
        (u32::MAX, 0, 30_000, Worth::Stolen),
    ] {
        let rotated_at = Millis(1_000);
        let worth = judge(generation, 7, rotated_at, rotated_at.plus(since_ms), grace_ms);
        assert_eq!(worth, want, "{generation} after {since_ms} ms, {grace_ms} ms of grace");
    }
}

/// Sessions last for weeks: what was handed out before a deploy must be read after it.
#[test]
fn the_form_is_frozen() {
    assert_eq!(
        issue(ring(), SID, 7).expose(),
        "rt1.new.0b1f5cc0-9d7c-4f5e-8a3c-111111111111.7.zmcZuMnbOUjjRibhg5HTWQed5LFtEEhmAUHBDo3a7xs"
    );
}

#[test]
fn a_token_outlives_the_rotation_of_secrets_until_its_own_goes() {
    let parse = |text: String| Keyring::parse(&text).unwrap();
    let old = issue(&parse(format!("old:{OLD_SECRET}")), SID, 1);
    assert!(old.expose().starts_with("rt1.old."));
    assert_eq!(read(ring(), old.expose()), Some(refresh(SID, 1)));
    assert!(issue(ring(), SID, 2).expose().starts_with("rt1.new."));
    assert_eq!(read(&parse(format!("new:{SECRET}")), old.expose()), None);
    // The kid is a name, not the key.
    assert_eq!(read(&parse(format!("old:{SECRET}")), old.expose()), None);
}

#[test]
fn a_session_id_that_could_be_misread_is_not_read() {
    for sid in ["", "a.1", "a b", "é", &"s".repeat(65)] {
        assert_eq!(read(ring(), issue(ring(), sid, 1).expose()), None, "{sid:?}");
    }
}

#[test]
fn a_token_of_another_shape_is_refused() {
    let good = issue(ring(), "s1", 7);
    let good = good.expose();
    let (text, mac) = good.rsplit_once('.').unwrap();
    for bad in [
        String::new(),
        "....".into(),
        text.into(),
        format!("{text}."),
        format!("{good}="),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}."),
        format!("{good}.{mac}"),
        format!("{text}.{}", &mac[..42]),
        format!("{text}.{}", &mac[..20]),
        format!("rt1.new.s1.8.{mac}"),
        format!("rt1.new.s2.7.{mac}"),
        format!("rt1.old.s1.7.{mac}"),
        format!("rt1.gone.s1.7.{mac}"),
        format!("rt2.new.s1.7.{mac}"),
        format!("rt1.new.s1.07.{mac}"),
        format!("rt1.new.s1.+7.{mac}"),
        format!("rt1.new.s1.7 .{mac}"),
        format!("rt1.new.s1..{mac}"),
        format!("rt1.new.s1.4294967296.{mac}"),
        format!("rt1.new.s1.-1.{mac}"),
        "r".repeat(100_000),
    ] {
        assert_eq!(read(ring(), &bad), None, "{bad}");
    }
}

/// A number has one spelling, even for one who could sign: the row compares numbers, not text.
#[test]
fn a_signed_token_with_another_spelling_is_refused() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use hmac::Mac;
    for text in ["rt1.new.s1.07", "rt1.new.s1.+7", "rt1.new.s1.7.7", "rt1.new..7", "rt2.new.s1.7"] {
        let mac = ring().current().refresh.clone().chain_update(text).finalize().into_bytes();
        let token = format!("{text}.{}", Base64UrlUnpadded::encode_string(&mac));
        assert_eq!(read(ring(), &token), None, "{token}");
    }
}

#[test]
fn an_access_key_does_not_make_refresh_tokens() {
    use hmac::{Hmac, Mac};
    let text = "rt1.new.s1.7";
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(text).finalize();
    assert_eq!(read(ring(), &format!("{text}.{}", super::fixtures::b64(&mac.into_bytes()))), None);
}

proptest! {
    #[test]
    fn any_changed_character_is_refused(at in 0usize..200, to in any::<char>()) {
        let good = issue(ring(), SID, 7);
        let mut chars: Vec<char> = good.expose().chars().collect();
        let at = at % chars.len();
        prop_assume!(chars[at] != to);
        chars[at] = to;
        prop_assert_eq!(read(ring(), &chars.into_iter().collect::<String>()), None);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), tail in "[a-z0-9.]{0,60}") {
        prop_assert_eq!(read(ring(), &text), None);
        prop_assert_eq!(read(ring(), &format!("rt1.new.{tail}")), None);
    }
}
