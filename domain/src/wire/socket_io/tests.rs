use super::*;
use proptest::prelude::*;
use serde_json::json;

const MAIN: &str = MAIN_NAMESPACE;

fn args(json: Value) -> Vec<Value> {
    json.as_array().unwrap().clone()
}

/// The specification's own examples, and what stands at the edges.
fn samples() -> Vec<(&'static str, Packet)> {
    let (main, admin) = (|| MAIN.to_owned(), || "/admin".to_owned());
    let hole = || json!({"_placeholder": true, "num": 0});
    vec![
        ("0", Packet::Connect { namespace: main(), data: None }),
        ("0/admin,", Packet::Connect { namespace: admin(), data: None }),
        (r#"0{"token":"123"}"#, Packet::Connect { namespace: main(), data: Some(json!({"token": "123"})) }),
        (r#"0/admin,{"sid":"o"}"#, Packet::Connect { namespace: admin(), data: Some(json!({"sid": "o"})) }),
        ("1", Packet::Disconnect { namespace: main() }),
        ("1/admin,", Packet::Disconnect { namespace: admin() }),
        (r#"2["foo"]"#, Packet::Event { namespace: main(), ack_id: None, args: args(json!(["foo"])) }),
        (
            r#"2/admin,["bar"]"#,
            Packet::Event { namespace: admin(), ack_id: None, args: args(json!(["bar"])) },
        ),
        (r#"212["foo"]"#, Packet::Event { namespace: main(), ack_id: Some(12), args: args(json!(["foo"])) }),
        ("20[7]", Packet::Event { namespace: main(), ack_id: Some(0), args: args(json!([7])) }),
        ("3/admin,13[]", Packet::Ack { namespace: admin(), ack_id: 13, args: vec![] }),
        (
            "318446744073709551615[null]",
            Packet::Ack { namespace: main(), ack_id: u64::MAX, args: args(json!([null])) },
        ),
        (
            r#"4{"message":"Not authorized"}"#,
            Packet::ConnectError { namespace: main(), data: json!({"message": "Not authorized"}) },
        ),
        (r#"4/admin,"no""#, Packet::ConnectError { namespace: admin(), data: json!("no") }),
        (
            r#"51-["baz",{"_placeholder":true,"num":0}]"#,
            Packet::BinaryEvent {
                attachments: 1,
                namespace: main(),
                ack_id: None,
                args: args(json!(["baz", hole()])),
            },
        ),
        (
            r#"510-/admin,9["baz"]"#,
            Packet::BinaryEvent {
                attachments: 10,
                namespace: admin(),
                ack_id: Some(9),
                args: args(json!(["baz"])),
            },
        ),
        (
            r#"61-15["bar",{"_placeholder":true,"num":0}]"#,
            Packet::BinaryAck {
                attachments: 1,
                namespace: main(),
                ack_id: 15,
                args: args(json!(["bar", hole()])),
            },
        ),
    ]
}

#[test]
fn the_specifications_examples_are_read_and_written() {
    for (text, packet) in samples() {
        assert_eq!(decode(text), Ok(packet.clone()), "{text}");
        assert_eq!(encode(&packet), text);
    }
}

#[test]
fn a_namespace_needs_its_comma_only_before_a_payload() {
    for (text, namespace) in [("0/random", "/random"), ("0/", "/"), ("0/,", "/"), ("0/a?b=c", "/a?b=c")] {
        assert_eq!(decode(text), Ok(Packet::Connect { namespace: namespace.into(), data: None }), "{text}");
    }
    assert_eq!(decode(r#"2/admin["x"]"#), Err(Malformed));
}

#[test]
fn what_the_reference_parser_refuses_is_malformed() {
    for text in [
        "",
        "7",
        "9[]",
        "a",
        "€",
        "-",
        " 2[\"a\"]", // no type
        "0[]",
        "0null",
        "0\"a\"",
        "05",
        "0{",
        "0{}x",
        "0/a,[]", // a proof that is no object
        "1{}",
        "1[]",
        "10",
        "1/a,{}", // a farewell with a payload
        "2[]",
        "2{}",
        "2[null]",
        "2[true]",
        "2[[]]",
        "2[{}]",
        "2abc[\"a\"]",
        "2[\"a\"",
        "2[\"a\"]]", // no event
        "31{}",
        "31\"a\"",
        "31", // an acknowledgement that is no array
        "4",
        "41",
        "4[]",
        "4null", // a fault that says nothing
        "5[\"a\"]",
        "5-[\"a\"]",
        "50-[\"a\"]",
        "511-[\"a\"]",
        "51[\"a\"]",
        "5+1-[\"a\"]",
        "5-1-[\"a\"]",
        "51.0-[\"a\"]",
        "599999999999999999999-[\"a\"]",
        "54294967297-[\"a\"]",
        "51-",
        "51-[]", // attachments
        "6[\"a\"]",
        "60-1[]",
        "611-1[]",
        "61-1{}",
    ] {
        assert_eq!(decode(text), Err(Malformed), "{text}");
    }
}

#[test]
fn an_event_or_acknowledgement_without_its_parts_is_malformed() {
    for text in ["2", "21", "2/a,", "3", "3[]", "3/a,[]", "61-[]"] {
        assert_eq!(decode(text), Err(Malformed), "{text}");
    }
}

#[test]
fn names_that_the_libraries_use_are_no_events() {
    for name in ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"] {
        assert_eq!(decode(&format!("2[{name:?}]")), Err(Malformed), "{name}");
        assert_eq!(decode(&format!("51-[{name:?}]")), Err(Malformed), "{name}");
        assert!(decode(&format!("21[\"x\",{name:?}]")).is_ok(), "{name} as an argument");
    }
    assert!(decode(r#"2["Connect"]"#).is_ok());
}

#[test]
fn an_acknowledgements_number_has_64_bits() {
    for text in ["218446744073709551616[\"a\"]", "399999999999999999999999[]"] {
        assert_eq!(decode(text), Err(Malformed), "{text}");
    }
}

#[test]
fn json_is_followed_127_levels_deep() {
    let nested = |levels: usize| format!("2[\"a\",{}{}]", "[".repeat(levels), "]".repeat(levels));
    assert!(decode(&nested(126)).is_ok());
    for levels in [127, 1_000, 100_000] {
        assert_eq!(decode(&nested(levels)), Err(Malformed));
    }
}

#[test]
fn ready_texts_are_the_packets_that_they_stand_for() {
    for (ready, packet) in [
        (connected("s", None), r#"0{"sid":"s"}"#),
        (connected("s", Some("p\"")), r#"0{"sid":"s","pid":"p\""}"#),
        (refused("/a", "Invalid namespace", None), r#"4/a,{"message":"Invalid namespace"}"#),
        (refused("/", "a \"b\"", Some("c")), r#"4{"message":"a \"b\"","data":{"code":"c"}}"#),
        (event("presence", r#"{"viewers":1}"#, None), r#"2["presence",{"viewers":1}]"#),
        (event("presence", r#"{"viewers":1}"#, Some("7")), r#"2["presence",{"viewers":1},"7"]"#),
        (ack(12, r#"{"ok":true}"#), r#"312[{"ok":true}]"#),
    ] {
        assert_eq!(ready, ["4", packet].concat());
        assert!(decode(packet).is_ok(), "{packet}");
    }
}

/// JSON without numbers that have a fraction: those are read to within their last digit only.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object(inner).prop_map(Value::from),
        ]
    })
}

fn any_object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::btree_map(".{0,6}", inner, 0..4).prop_map(|members| members.into_iter().collect())
}

fn any_namespace() -> impl Strategy<Value = String> {
    prop_oneof![Just(MAIN.to_owned()), "/[^,]{0,10}"]
}

fn any_event() -> impl Strategy<Value = Vec<Value>> {
    let name = prop_oneof!["x.{0,8}".prop_map(Value::from), any::<u32>().prop_map(Value::from)];
    (name, prop::collection::vec(any_json(), 0..4))
        .prop_map(|(name, rest)| std::iter::once(name).chain(rest).collect())
}

fn any_packet() -> impl Strategy<Value = Packet> {
    let args = || prop::collection::vec(any_json(), 0..4);
    let id = any::<Option<u64>>;
    prop_oneof![
        (any_namespace(), prop::option::of(any_object(any_json())))
            .prop_map(|(namespace, data)| Packet::Connect { namespace, data }),
        any_namespace().prop_map(|namespace| Packet::Disconnect { namespace }),
        (any_namespace(), id(), any_event()).prop_map(|(namespace, ack_id, args)| Packet::Event {
            namespace,
            ack_id,
            args
        }),
        (any_namespace(), any::<u64>(), args()).prop_map(|(namespace, ack_id, args)| Packet::Ack {
            namespace,
            ack_id,
            args
        }),
        (any_namespace(), any_object(any_json()))
            .prop_map(|(namespace, data)| Packet::ConnectError { namespace, data }),
        (1_u32..=10, any_namespace(), id(), any_event()).prop_map(
            |(attachments, namespace, ack_id, args)| {
                Packet::BinaryEvent { attachments, namespace, ack_id, args }
            }
        ),
        (1_u32..=10, any_namespace(), any::<u64>(), args()).prop_map(
            |(attachments, namespace, ack_id, args)| Packet::BinaryAck {
                attachments,
                namespace,
                ack_id,
                args
            }
        ),
    ]
}

proptest! {
    #[test]
    fn a_packet_encoded_and_decoded_is_the_same_packet(packet in any_packet()) {
        prop_assert_eq!(decode(&encode(&packet)), Ok(packet));
    }

    #[test]
    fn no_text_panics(text in r#"[0-6][0-9]{0,3}-?(/[a-c]{0,2},?)?[0-9]{0,3}[\[{"a,:\]}0-9]{0,8}|.*"#) {
        if let Ok(packet) = decode(&text) {
            prop_assert_eq!(decode(&encode(&packet)), Ok(packet));
        }
    }

    #[test]
    fn a_ready_event_is_the_event(name in "[a-z_]{1,12}", payload in any_json(), seq in any::<u32>()) {
        let offset = seq.to_string();
        let text = event(&name, &payload.to_string(), Some(&offset));
        prop_assume!(decode(&format!("2[{name:?}]")).is_ok());
        let args = vec![name.into(), payload, offset.into()];
        let packet = Packet::Event { namespace: MAIN.into(), ack_id: None, args };
        prop_assert_eq!(text, ["4", &encode(&packet)].concat());
    }
}
