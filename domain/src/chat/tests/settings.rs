use crate::chat::settings::{Change, Settings};
use crate::problem::Problem;
use serde_json::{Value, json};

fn bad_fields(request: Value) -> Vec<&'static str> {
    match Change::read(request) {
        Err(Problem::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        _ => vec![],
    }
}

#[test]
fn every_bad_field_is_named() {
    let all = ["slowModeSeconds", "guestsMayChat", "linksAllowed", "blockedWords", "minAccountAgeSeconds"];
    for request in [
        json!({"slowModeSeconds": 21_601, "guestsMayChat": 1, "linksAllowed": "yes", "blockedWords": [1],
            "minAccountAgeSeconds": 31_536_001}),
        json!({"slowModeSeconds": -1, "guestsMayChat": null, "linksAllowed": null, "blockedWords": null,
            "minAccountAgeSeconds": 0.5}),
        json!({"slowModeSeconds": null, "guestsMayChat": "", "linksAllowed": [], "blockedWords": "a",
            "minAccountAgeSeconds": "1"}),
    ] {
        assert_eq!(bad_fields(request.clone()), all, "{request}");
    }
    assert!(matches!(Change::read(json!([])), Err(Problem::Malformed(_))));
}

#[test]
fn a_blocked_word_is_short_and_can_be_seen() {
    let many = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
    for (words, fine) in [
        (json!([]), true),
        (json!(["é".repeat(50)]), true),
        (json!(["é".repeat(51)]), false),
        (json!([""]), false),
        (json!(["  "]), false),
        (json!(["\u{200b}"]), false),
        (json!(["a\u{7}b"]), false),
        (json!(["a", null]), false),
        (json!(many(200)), true),
        (json!(many(201)), false),
    ] {
        let is_bad = bad_fields(json!({"blockedWords": words})) == ["blockedWords"];
        assert_eq!(!is_bad, fine, "{words}");
    }
}

#[test]
fn blocked_words_are_trimmed_and_kept_once() {
    let change = Change::read(json!({"blockedWords": [" a b ", "c", "a b", "c "]})).unwrap();
    assert_eq!(change.blocked_words.unwrap(), ["a b", "c"]);
}

#[test]
fn a_change_leaves_alone_what_it_does_not_name() {
    let first = Change::read(json!({"slowModeSeconds": 21_600, "blockedWords": ["a"], "colour": 1})).unwrap();
    let second = Change::read(json!({"guestsMayChat": true, "linksAllowed": false})).unwrap();
    let third = Change::read(json!({"slowModeSeconds": 0, "minAccountAgeSeconds": 31_536_000})).unwrap();
    let settings = Settings::default().with(&first).with(&second).with(&third);
    let want = Settings {
        slow_mode_seconds: 0,
        guests_may_chat: true,
        links_allowed: false,
        blocked_words: vec!["a".into()],
        min_account_age_seconds: 31_536_000,
    };
    assert_eq!(settings, want);
    assert_eq!(settings.with(&Change::default()), want);
}

#[test]
fn what_is_not_stored_is_as_it_was_in_the_beginning() {
    assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    let json = concat!(
        r#"{"slowModeSeconds":0,"guestsMayChat":false,"linksAllowed":true,"blockedWords":[],"#,
        r#""minAccountAgeSeconds":0}"#
    );
    assert_eq!(serde_json::to_string(&Settings::default()).unwrap(), json);
    assert_eq!(serde_json::from_str::<Settings>(json).unwrap(), Settings::default());
}

#[test]
fn the_room_is_not_told_the_blocked_words() {
    let settings = Settings { blocked_words: vec!["secret".into()], ..Settings::default() };
    let json = r#"{"slowModeSeconds":0,"guestsMayChat":false,"linksAllowed":true,"minAccountAgeSeconds":0}"#;
    assert_eq!(serde_json::to_string(&settings.public_json()).unwrap(), json);
}
