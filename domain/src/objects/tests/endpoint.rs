use crate::objects::endpoint::{Endpoint, is_access_key_id, is_bucket, is_region};
use proptest::prelude::*;

#[test]
fn an_endpoint_is_a_scheme_a_host_and_perhaps_a_path() {
    for (text, same) in [
        ("https://s3.example.com", "https://s3.example.com"),
        ("https://s3.example.com/", "https://s3.example.com"),
        ("https://S3.Example.com:443", "https://s3.example.com"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("https://s3.example.com:9000/storage/v1/", "https://s3.example.com:9000/storage/v1"),
    ] {
        let endpoint = Endpoint::parse(text);
        assert!(endpoint.is_some(), "{text}");
        assert_eq!(endpoint, Endpoint::parse(same), "{text}");
        assert_eq!(endpoint.map(|e| e.is_encrypted()), Some(text.starts_with("https")));
    }
    assert_ne!(Endpoint::parse("https://s3.example.com:80"), Endpoint::parse("https://s3.example.com"));
}

#[test]
fn anything_else_is_no_endpoint() {
    for text in [
        "",
        "s3.example.com",
        "ftp://s3.example.com",
        "HTTPS://s3.example.com",
        "https://",
        "https:///x",
        "https://user:word@s3.example.com",
        "https://s3.example.com?x=1",
        "https://s3.example.com/?x=1",
        "https://s3.example.com/#x",
        "https://s3.example.com/a b",
        "https://s3.example.com/..",
        "https://s3..example.com",
        "https://s3.example.com:",
        "https://s3.example.com:0",
        "https://s3.example.com:99999",
        "https://s3.example.com:+1",
        "https://[::1]:9000",
        "https://bücket.example",
    ] {
        assert_eq!(Endpoint::parse(text), None, "{text}");
    }
}

#[test]
fn names_are_those_that_stores_take() {
    for (name, want) in [
        ("liveroom-videos", true),
        ("a.b", true),
        ("ab", false),
        ("a..b", false),
        ("-ab", false),
        ("ab-", false),
        ("Videos", false),
        ("a/b", false),
        ("a_b", false),
        ("", false),
    ] {
        assert_eq!(is_bucket(name), want, "{name}");
    }
    assert!(is_bucket(&"a".repeat(63)) && !is_bucket(&"a".repeat(64)));
    for (name, want) in [("auto", true), ("us-east-1", true), ("", false), ("US", false), ("a/b", false)] {
        assert_eq!(is_region(name), want, "{name}");
    }
    for (id, want) in
        [("AKIA0", true), ("a:b", true), ("", false), ("a b", false), ("a/b", false), ("a,b", false)]
    {
        assert_eq!(is_access_key_id(id), want, "{id}");
    }
}

proptest! {
    #[test]
    fn no_text_is_taken_for_more_than_it_is(text in any::<String>()) {
        // Whatever it says about them: none of these panics.
        let _ = (Endpoint::parse(&text), Endpoint::parse(&format!("https://{text}")));
        let _ = (is_bucket(&text), is_region(&text), is_access_key_id(&text));
    }
}
