use crate::objects::answers::{
    Listed, Listing, StoredPart, completion, error_code, is_completed, listing, upload_id,
};
use crate::time::Millis;
use proptest::prelude::*;

const LISTING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>videos</Name><Prefix>a &amp; b/</Prefix><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys>
  <IsTruncated>true</IsTruncated><NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <Contents><Key>a &amp; b/&#x31;&#50;</Key><LastModified>2026-11-22T18:00:00.000Z</LastModified>
    <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag><Size>434234</Size><StorageClass>STANDARD</StorageClass></Contents>
  <Contents><Key><![CDATA[a & b/<3>]]></Key><LastModified>2026-11-22T18:00:01Z</LastModified><Size>0</Size>
    <Owner><ID>x</ID><DisplayName/></Owner></Contents>
  <CommonPrefixes><Prefix>a</Prefix></CommonPrefixes>
</ListBucketResult>"#;

fn listed(key: &str, size_bytes: u64, at: &str) -> Listed {
    Listed { key: key.into(), size_bytes, stored_at: Millis::from_rfc3339(at).unwrap() }
}

#[test]
fn a_listing_has_its_objects_and_where_it_goes_on() {
    let page = Listing {
        objects: vec![
            listed("a & b/12", 434_234, "2026-11-22T18:00:00Z"),
            listed("a & b/<3>", 0, "2026-11-22T18:00:01Z"),
        ],
        cursor: Some("1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=".into()),
    };
    assert_eq!(listing(LISTING), Some(page));
    let last = LISTING.replace("<IsTruncated>true", "<IsTruncated>false");
    assert_eq!(listing(&last).and_then(|page| page.cursor), None);
    let empty = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
    assert_eq!(listing(empty), Some(Listing { objects: vec![], cursor: None }));
    let prefixed = "<s3:ListBucketResult xmlns:s3='x'><s3:Contents><s3:Key>a</s3:Key><s3:Size>1</s3:Size>\
        <s3:LastModified>2026-11-22T18:00:00Z</s3:LastModified></s3:Contents></s3:ListBucketResult>";
    assert_eq!(
        listing(prefixed).map(|page| page.objects),
        Some(vec![listed("a", 1, "2026-11-22T18:00:00Z")])
    );
}

#[test]
fn half_a_listing_is_none() {
    for (from, to) in [
        ("</ListBucketResult>", ""),
        ("<NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>", ""),
        ("<Size>0</Size>", ""),
        ("<Size>0</Size>", "<Size>-1</Size>"),
        ("2026-11-22T18:00:01Z", "yesterday"),
        ("</Key>", "</Kee>"),
        ("&amp;", "&nbsp;"),
        ("ListBucketResult", "ListBucketAnswer"),
    ] {
        let text = LISTING.replace(from, to);
        assert_ne!(text, LISTING);
        assert_eq!(listing(&text), None, "{from} -> {to}");
    }
}

#[test]
fn an_error_has_its_code_and_nothing_else() {
    let denied = "<?xml version=\"1.0\"?>\n<Error><Code>InvalidAccessKeyId</Code>\
        <Message>The AWS Access Key Id AKIA0 does not exist</Message><AWSAccessKeyId>AKIA0</AWSAccessKeyId></Error>";
    for (xml, want) in [
        (denied, Some("InvalidAccessKeyId")),
        ("<Error><Code>a\n\"b\"</Code></Error>", Some("ab")),
        ("<Error/>", Some("")),
        ("<Error>", None),
        ("<html><Code>x</Code></html>", None),
        ("upstream connect error", None),
        ("", None),
    ] {
        assert_eq!(error_code(xml).as_deref(), want, "{xml}");
    }
}

#[test]
fn an_upload_is_completed_when_the_body_says_so() {
    let begun = "<InitiateMultipartUploadResult><Bucket>b</Bucket><UploadId>VXBs</UploadId></InitiateMultipartUploadResult>";
    assert_eq!(upload_id(begun).as_deref(), Some("VXBs"));
    assert_eq!(upload_id("<InitiateMultipartUploadResult><UploadId/></InitiateMultipartUploadResult>"), None);
    for (xml, want) in [
        (
            "<?xml version=\"1.0\"?>\n\n  <CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>",
            true,
        ),
        ("<?xml version=\"1.0\"?>   <Error><Code>InternalError</Code></Error>", false),
        ("<CompleteMultipartUploadResult>", false),
        ("", false),
    ] {
        assert_eq!(is_completed(xml), want, "{xml}");
    }
}

#[test]
fn a_completion_names_the_parts_in_their_order() {
    let part = |number, etag: &str| StoredPart { number, etag: etag.into() };
    assert_eq!(
        completion(&[part(1, "\"a\""), part(3, "<&>")]),
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag></Part>\
         <Part><PartNumber>3</PartNumber><ETag>&lt;&amp;&gt;</ETag></Part></CompleteMultipartUpload>"
    );
}

#[test]
fn what_is_nested_too_deep_or_defines_words_is_not_read() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let defined = "<!DOCTYPE a [<!ENTITY b \"c\">]><Error><Code>&b;</Code></Error>";
    assert_eq!((error_code(&deep), error_code(defined)), (None, None));
}

proptest! {
    #[test]
    fn no_answer_makes_the_reader_stumble(text in any::<String>(), tags in "(<[/a-zE!?\\[&;#]{0,6}>?|x){0,20}") {
        for xml in [&text, &tags] {
            let _ = (error_code(xml), upload_id(xml), is_completed(xml), listing(xml));
        }
    }

    #[test]
    fn a_key_comes_out_as_it_was(key in "[^\\p{C}\r\n]{1,40}") {
        let escaped = key.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let xml = format!(
            "<ListBucketResult><Contents><Key>{escaped}</Key><Size>1</Size>\
             <LastModified>2026-11-22T18:00:00Z</LastModified></Contents></ListBucketResult>"
        );
        let keys = listing(&xml).map(|page| page.objects.into_iter().map(|object| object.key).collect::<Vec<_>>());
        prop_assert_eq!(keys, Some(vec![key]));
    }
}
