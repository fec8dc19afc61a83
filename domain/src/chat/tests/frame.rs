use crate::chat::frame::{self, Said};
use crate::chat::refusal::Refusal;
use crate::time::Millis;
use proptest::prelude::*;
use serde_json::{Value, json};

fn message(text: &str, client_id: Option<&str>) -> Said {
    Said::Message { text: text.into(), client_id: client_id.map(Into::into) }
}

#[test]
fn a_frame_says_one_thing() {
    let auth = Said::Auth { token: "t".into() };
    for (text, want) in [
        (r#"{"type":"chat_message","message":" hi ","clientId":"c"}"#, message(" hi ", Some("c"))),
        (r#"{"message":"","colour":[{}],"clientId":null,"type":"chat_message"}"#, message("", None)),
        (r#" {"type":"ping"} "#, Said::Ping),
        (r#"{"type":"auth","token":"t"}"#, auth),
    ] {
        assert_eq!(frame::read(text), Ok(want), "{text}");
    }
}

#[test]
fn a_frame_that_is_not_read_is_answered_under_its_client_id() {
    let deep = format!(r#"{{"type":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let long = format!(r#"{{"type":"chat_message","message":"a","clientId":"{}"}}"#, "x".repeat(65));
    for (text, code, client_id) in [
        ("", "malformed", None),
        ("hello", "malformed", None),
        ("[]", "malformed", None),
        ("\"chat_message\"", "malformed", None),
        ("{} {}", "malformed", None),
        (&deep, "malformed", None),
        (r#"{"type":"ping","type":"ping"}"#, "malformed", None),
        (r#"{"message":"a"}"#, "malformed", None),
        (r#"{"type":5}"#, "malformed", None),
        (r#"{"type":"shout","clientId":"c"}"#, "malformed", Some("c")),
        (r#"{"type":"chat_message","clientId":"c"}"#, "malformed", Some("c")),
        (r#"{"type":"chat_message","message":5,"clientId":"c"}"#, "malformed", Some("c")),
        (r#"{"type":"chat_message","message":null}"#, "malformed", None),
        (r#"{"type":"chat_message","message":"a","clientId":5}"#, "malformed", None),
        (r#"{"type":"chat_message","message":"a","clientId":""}"#, "invalid_client_id", None),
        (&long, "invalid_client_id", None),
        (r#"{"type":"auth"}"#, "malformed", None),
        (r#"{"type":"auth","token":["t"]}"#, "malformed", None),
        (r#"{"type":"chat_message","message":"\ud800"}"#, "malformed", None),
    ] {
        let (refusal, id) = frame::read(text).unwrap_err();
        assert_eq!((refusal.code(), id.as_deref()), (code, client_id), "{text:.80}");
    }
}

#[test]
fn an_event_says_what_a_frame_says() {
    let auth = Said::Auth { token: "t".into() };
    for (name, args, want) in [
        ("chat_message", json!(["hi"]), Ok(message("hi", None))),
        ("chat_message", json!([{"message": "hi", "clientId": "c"}, 1]), Ok(message("hi", Some("c")))),
        ("chat_message", json!([{"message": 1, "clientId": "c"}]), Err(Some("c"))),
        ("chat_message", json!([]), Err(None)),
        ("chat_message", json!([null]), Err(None)),
        ("chat_message", json!([["hi"]]), Err(None)),
        ("auth", json!([{"token": "t"}]), Ok(auth.clone())),
        ("auth", json!(["t"]), Ok(auth)),
        ("auth", json!([{}]), Err(None)),
        ("auth", json!([]), Err(None)),
        ("ping", json!([]), Err(None)),
        ("", json!([{"clientId": "c"}]), Err(None)),
    ] {
        let said = frame::read_event(name, args.as_array().unwrap());
        assert_eq!(said.map_err(|(_, id)| id), want.map_err(|id| id.map(str::to_owned)), "{name} {args}");
    }
}

#[test]
fn the_frames_of_the_room_are_frozen() {
    let one = r#"{"seq":1,"message":"hi"}"#;
    let slow = Refusal::SlowMode { retry_after_s: 5 };
    for (written, want) in [
        (frame::chat_message(one), r#"{"type":"chat_message","seq":1,"message":"hi"}"#),
        (frame::chat_messages(&[""; 0]), r#"{"type":"chat_messages","messages":[]}"#),
        (
            frame::chat_messages(&[one, "{}"]),
            r#"{"type":"chat_messages","messages":[{"seq":1,"message":"hi"},{}]}"#,
        ),
        (
            frame::ack(Some("a\"b"), 7, Millis(0)),
            r#"{"type":"ack","clientId":"a\"b","seq":7,"timestamp":"1970-01-01T00:00:00.000Z"}"#,
        ),
        (frame::ack(None, 7, Millis(0)), r#"{"type":"ack","seq":7,"timestamp":"1970-01-01T00:00:00.000Z"}"#),
        (
            frame::error(&slow, Some("c")),
            concat!(
                r#"{"type":"error","code":"slow_mode","detail":"slow mode is on: wait 5 seconds","#,
                r#""retryAfter":5,"clientId":"c"}"#
            ),
        ),
        (
            frame::error(&Refusal::EmptyMessage, None),
            r#"{"type":"error","code":"empty_message","detail":"the message is empty"}"#,
        ),
        (frame::typed("pong", "{}"), r#"{"type":"pong"}"#),
        (frame::typed("presence", " {\n\"viewers\":3}"), r#"{"type":"presence","viewers":3}"#),
    ] {
        assert_eq!(written, want);
    }
}

proptest! {
    #[test]
    fn what_a_client_writes_is_what_is_read(text in any::<String>(), id in proptest::option::of("[^\\p{Cc}]{1,64}")) {
        let frame = json!({"type": "chat_message", "message": text, "clientId": id}).to_string();
        prop_assert_eq!(frame::read(&frame), Ok(message(&text, id.as_deref())));
    }

    #[test]
    fn no_frame_makes_it_panic(text in any::<String>(), json in "[\\[\\]{}\",:a1ty\\\\ ]{0,60}") {
        let _ = frame::read(&text);
        let _ = frame::read(&json);
        let _ = frame::read_event(&text, &[Value::String(json)]);
    }

    #[test]
    fn every_frame_is_json(id in any::<String>(), seq: i64, ms in 0_i64..1 << 47) {
        let parse = |frame: String| serde_json::from_str::<Value>(&frame).unwrap();
        prop_assert_eq!(&parse(frame::ack(Some(&id), seq, Millis(ms)))["clientId"], &json!(id));
        prop_assert_eq!(&parse(frame::error(&Refusal::Internal, Some(&id)))["clientId"], &json!(id));
    }
}
