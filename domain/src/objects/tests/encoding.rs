use crate::objects::encoding::{encode, encode_path, query};
use proptest::prelude::*;

#[test]
fn only_letters_digits_and_four_marks_stay() {
    for (text, want) in [
        ("AZaz09-._~", "AZaz09-._~"),
        ("a b", "a%20b"),
        ("a+b=c&d", "a%2Bb%3Dc%26d"),
        ("a/b", "a%2Fb"),
        ("100%", "100%25"),
        ("$file!*'()", "%24file%21%2A%27%28%29"),
        ("ü\u{1f600}", "%C3%BC%F0%9F%98%80"),
        ("\n\0", "%0A%00"),
        ("", ""),
    ] {
        assert_eq!(encode(text), want);
    }
    assert_eq!(encode_path("videos/7/a b.mp4"), "videos/7/a%20b.mp4");
}

#[test]
fn a_query_is_in_order_and_has_every_equals_sign() {
    for (parameters, want) in [
        (vec![], ""),
        (vec![("uploads", "")], "uploads="),
        (vec![("uploadId", "x/y"), ("partNumber", "2")], "partNumber=2&uploadId=x%2Fy"),
        (vec![("b", "2"), ("a", "2"), ("a", "1")], "a=1&a=2&b=2"),
        // In the order of what is written, not of what is meant: `%` is before all letters.
        (vec![("a", "1"), ("ü", "1")], "%C3%BC=1&a=1"),
    ] {
        assert_eq!(query(&parameters), want);
    }
}

fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
    text.bytes().all(is_plain)
}

proptest! {
    #[test]
    fn what_is_encoded_is_plain_and_decodes_to_what_it_was(text in any::<String>()) {
        let encoded = encode(&text);
        prop_assert!(is_plain(&encoded));
        let form = format!("x={encoded}");
        let decoded = form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned());
        prop_assert_eq!(decoded, Some(text.clone()));
        prop_assert_eq!(encode_path(&text).replace('/', "%2F"), encoded);
    }

    #[test]
    fn a_query_has_every_parameter_once_in_whatever_order_they_come(
        parameters in prop::collection::vec((any::<String>(), any::<String>()), 0..8),
    ) {
        let mut borrowed: Vec<(&str, &str)> = parameters.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let text = query(&borrowed);
        borrowed.reverse();
        prop_assert_eq!(&query(&borrowed), &text);
        let mut read: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let mut given = parameters.clone();
        read.sort();
        given.sort();
        prop_assert_eq!(read, given);
    }
}
