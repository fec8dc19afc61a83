//! What a store answers in XML, and the one body that is sent to it.

use super::xml::{Element, escape};
use crate::time::Millis;

/// A part of a large object that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPart {
    /// Its place, from 1; gaps are fine.
    pub number: u16,
    /// The storage's name of its content.
    pub etag: String,
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// Its size.
    pub size_bytes: u64,
    /// When it was stored.
    pub stored_at: Millis,
}

/// One page of a listing, in the order of the keys.
#[derive(Debug, PartialEq, Eq)]
pub struct Listing {
    /// The objects.
    pub objects: Vec<Listed>,
    /// Where to go on; `None` on the last page.
    pub cursor: Option<String>,
}

/// The store's word for what went wrong: `NoSuchKey`, `SlowDown`, …; `None` when the answer is no error. Letters and
/// digits only: it goes into the log.
pub fn error_code(xml: &str) -> Option<String> {
    let error = Element::parse(xml).filter(|root| root.name == "Error")?;
    let code = error.text_of("Code").unwrap_or_default();
    Some(code.chars().filter(char::is_ascii_alphanumeric).take(64).collect())
}

/// The name of a multipart upload that was begun.
pub fn upload_id(xml: &str) -> Option<String> {
    let root = Element::parse(xml)?;
    root.text_of("UploadId").filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether a multipart upload was completed: the status alone does not say.
pub fn is_completed(xml: &str) -> bool {
    Element::parse(xml).is_some_and(|root| root.name == "CompleteMultipartUploadResult")
}

/// A page of `ListObjectsV2`; `None` when it is none.
pub fn listing(xml: &str) -> Option<Listing> {
    let root = Element::parse(xml).filter(|root| root.name == "ListBucketResult")?;
    let objects = root.all("Contents").map(listed).collect::<Option<_>>()?;
    let is_truncated = root.text_of("IsTruncated") == Some("true");
    let cursor = root.text_of("NextContinuationToken").filter(|_| is_truncated).map(str::to_owned);
    // Without it the rest could not be asked for, and would seem not to be there.
    (cursor.is_some() == is_truncated).then_some(Listing { objects, cursor })
}

fn listed(contents: &Element) -> Option<Listed> {
    Some(Listed {
        key: contents.text_of("Key")?.to_owned(),
        size_bytes: contents.text_of("Size")?.parse().ok()?,
        stored_at: Millis::from_rfc3339(contents.text_of("LastModified")?)?,
    })
}

/// The body of `CompleteMultipartUpload`.
pub fn completion(parts: &[StoredPart]) -> String {
    let parts = parts.iter().map(|StoredPart { number, etag }| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>", escape(etag))
    });
    let parts: String = parts.collect();
    format!(
        r#"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{parts}</CompleteMultipartUpload>"#
    )
}
