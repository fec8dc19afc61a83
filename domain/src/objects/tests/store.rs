use crate::objects::endpoint::Endpoint;
use crate::objects::signature::Signer;
use crate::objects::span::Span;
use crate::objects::store::{Call, Store};
use crate::secret::Secret;
use crate::time::Millis;

fn store(endpoint: &str, is_path_style: bool) -> Store {
    Store {
        endpoint: Endpoint::parse(endpoint).unwrap(),
        bucket: "videos".into(),
        is_path_style,
        signer: Signer {
            access_key_id: "id".into(),
            secret: Secret::new("a secret"),
            region: "auto".into(),
            service: "s3",
        },
    }
}

fn call<'a>(key: &'a str, query: &'a [(&'a str, &'a str)]) -> Call<'a> {
    Call { operation: "Test", method: "GET", key, query, content_type: None, span: None }
}

#[test]
fn a_call_goes_to_the_bucket_by_path_or_by_host() {
    let (flat, deep) = ("https://s3.example.com", "http://127.0.0.1:9000/s3");
    for (endpoint, is_path_style, key, query, want) in [
        (flat, true, "a/b c", vec![], "https://s3.example.com/videos/a/b%20c"),
        (flat, true, "", vec![("list-type", "2")], "https://s3.example.com/videos?list-type=2"),
        (flat, false, "a/b", vec![("uploads", "")], "https://videos.s3.example.com/a/b?uploads="),
        (flat, false, "", vec![("prefix", "a/")], "https://videos.s3.example.com/?prefix=a%2F"),
        (deep, true, "a", vec![], "http://127.0.0.1:9000/s3/videos/a"),
        (deep, false, "", vec![], "http://videos.127.0.0.1:9000/s3"),
    ] {
        assert_eq!(store(endpoint, is_path_style).sign(&call(key, &query), Millis(0)).url, want);
    }
}

#[test]
fn the_headers_are_signed_and_range_and_body_are_not() {
    let typed = Call { content_type: Some("video/mp4"), ..call("a", &[]) };
    let ranged = Call { span: Some(Span { offset: 2, len: 3 }), ..call("a", &[]) };
    for (call, names) in [
        (call("a", &[]), "host;x-amz-content-sha256;x-amz-date"),
        (ranged, "host;x-amz-content-sha256;x-amz-date"),
        (typed, "content-type;host;x-amz-content-sha256;x-amz-date"),
    ] {
        let signed = store("https://s3.example.com", true).sign(&call, Millis(0));
        let header = |name| signed.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        assert_eq!(header("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
        assert_eq!(header("x-amz-date"), Some("19700101T000000Z"));
        assert_eq!(header("content-type"), call.content_type);
        assert_eq!(header("range"), call.span.map(|_| "bytes=2-4"));
        assert!(
            header("authorization").is_some_and(|value| value.contains(&format!("SignedHeaders={names},")))
        );
        assert!(!format!("{signed:?}").contains("a secret"));
    }
}
