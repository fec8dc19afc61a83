use crate::objects::signature::{Request, Signer, UNSIGNED, timestamp};
use crate::secret::Secret;
use crate::time::Millis;
use proptest::prelude::*;

const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");
const EMPTY: (&str, &str) = ("x-amz-content-sha256", NOTHING);
const DATE: (&str, &str) = ("x-amz-date", "20130524T000000Z");

/// Of the examples in the Amazon S3 API Reference.
fn example() -> (Signer, Millis) {
    let signer = Signer {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".into(),
        secret: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region: "us-east-1".into(),
        service: "s3",
    };
    (signer, Millis::from_rfc3339("2013-05-24T00:00:00Z").unwrap())
}

fn signature_of(authorization: &str) -> &str {
    authorization.split_once("Signature=").unwrap().1
}

#[test]
fn the_signatures_are_those_of_the_amazon_s3_api_reference() {
    let (signer, at) = example();
    let object = [HOST, ("range", "bytes=0-9"), EMPTY, DATE];
    let digest = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    let stored = [
        ("date", "Fri, 24 May 2013 00:00:00 GMT"),
        HOST,
        ("x-amz-content-sha256", digest),
        DATE,
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    let bucket = [HOST, EMPTY, DATE];
    for (method, path, query, headers, payload, want) in [
        (
            "GET",
            "/test.txt",
            "",
            &object[..],
            NOTHING,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            "",
            &stored[..],
            digest,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET",
            "/",
            "lifecycle=",
            &bucket[..],
            NOTHING,
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "GET",
            "/",
            "max-keys=2&prefix=J",
            &bucket[..],
            NOTHING,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let request = Request { method, path, query, headers, payload };
        assert_eq!(signature_of(&signer.authorization(&request, at)), want, "{method} {path}?{query}");
    }
}

#[test]
fn the_signatures_are_those_of_the_general_test_suite() {
    let signer = Signer {
        access_key_id: "AKIDEXAMPLE".into(),
        secret: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        region: "us-east-1".into(),
        service: "service",
    };
    let at = Millis::from_rfc3339("2015-08-30T12:36:00Z").unwrap();
    let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
    for (method, query, want) in [
        ("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "GET",
            "Param1=value1&Param2=value2",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
    ] {
        let request = Request { method, path: "/", query, headers: &headers, payload: NOTHING };
        assert_eq!(signature_of(&signer.authorization(&request, at)), want, "{method} {query}");
    }
}

#[test]
fn the_header_names_who_signs_what_and_where() {
    let (signer, at) = example();
    let headers = [HOST, EMPTY, DATE];
    let request = Request { method: "GET", path: "/", query: "", headers: &headers, payload: UNSIGNED };
    let (head, signature) = signer
        .authorization(&request, at)
        .split_once(", Signature=")
        .map(|(head, signature)| (head.to_owned(), signature.to_owned()))
        .unwrap();
    assert_eq!(
        head,
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=host;x-amz-content-sha256;x-amz-date"
    );
    assert_eq!(signature.len(), 64);
}

#[test]
fn a_time_is_written_without_separators_and_milliseconds() {
    for (text, want) in [
        ("2013-05-24T00:00:00Z", "20130524T000000Z"),
        ("2026-11-22T18:59:59.999Z", "20261122T185959Z"),
        ("1970-01-01T00:00:00Z", "19700101T000000Z"),
    ] {
        assert_eq!(timestamp(Millis::from_rfc3339(text).unwrap()), want);
    }
}

proptest! {
    #[test]
    fn any_change_is_another_signature(path in "/[a-z]{1,8}", query in "[a-z]=[0-9]{1,3}", host in "[a-z]{3}") {
        let (signer, at) = example();
        let sign = |path: &str, query: &str, host: &str| {
            let headers = [("host", host)];
            let request = Request { method: "GET", path, query, headers: &headers, payload: UNSIGNED };
            signer.authorization(&request, at)
        };
        let signed = sign(&path, &query, &host);
        prop_assert_eq!(&signed, &sign(&path, &query, &host));
        prop_assert_ne!(&signed, &sign(&format!("{path}x"), &query, &host));
        prop_assert_ne!(&signed, &sign(&path, &format!("{query}0"), &host));
        prop_assert_ne!(&signed, &sign(&path, &query, &format!("{host}x")));
    }
}
