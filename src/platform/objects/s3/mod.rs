//! Another store, by the S3 API.

mod client;
mod fault;

use super::{Content, Listing, Span, Stored, StoredPart};
use crate::platform::bytes::Bytes;
use client::{Answer, Body, Client, pause};
use domain::objects::answers::{completion, is_completed, listing, upload_id};
use domain::objects::store::{Call, Store};
use domain::time::Millis;
use fault::Fault;
use futures::stream::{self, StreamExt, TryStreamExt};
use std::rc::Rc;
use worker::Result;

/// The platform opens six connections at a time.
const DELETED_AT_ONCE: usize = 6;
/// How often an upload is asked to be complete.
const COMPLETIONS: u32 = 3;

/// A bucket of the store.
pub struct S3(Client);

/// A call that is about an object.
const fn on<'a>(operation: &'static str, method: &'static str, key: &'a str) -> Call<'a> {
    Call { operation, method, key, query: &[], content_type: None, span: None }
}

impl S3 {
    pub(super) fn new(store: Rc<Store>) -> Self {
        Self(Client::new(store))
    }

    pub(super) async fn put(&self, key: &str, content_type: &str, bytes: &Bytes) -> Result<()> {
        let call = Call { content_type: Some(content_type), ..on("PutObject", "PUT", key) };
        self.run(&call, &Body::Bytes(bytes)).await
    }

    pub(super) async fn get(&self, key: &str, span: Option<Span>) -> Result<Option<Content>> {
        let call = Call { span, ..on("GetObject", "GET", key) };
        let found = self.fetch(&call).await;
        let stream = found.and_then(|found| found.map(|answer| answer.stream()).transpose());
        Ok(stream.map_err(|fault| fault.of(call.operation))?.map(Content))
    }

    pub(super) async fn open(&self, key: &str) -> Result<Option<Stored>> {
        let call = on("GetObject", "GET", key);
        let stored = async {
            match self.fetch(&call).await? {
                Some(answer) => stored(&answer).map(Some),
                None => Ok(None),
            }
        };
        stored.await.map_err(|fault: Fault| fault.of(call.operation))
    }

    pub(super) async fn read(&self, key: &str, span: Span) -> Result<Option<Bytes>> {
        let call = Call { span: Some(span), ..on("GetObject", "GET", key) };
        let bytes = async {
            match self.fetch(&call).await? {
                Some(answer) => answer.bytes().await.map(Some),
                None => Ok(None),
            }
        };
        bytes.await.map_err(|fault| fault.of(call.operation))
    }

    async fn fetch(&self, call: &Call<'_>) -> std::result::Result<Option<Answer>, Fault> {
        match self.0.repeat(call, &Body::Empty).await {
            Ok(answer) if call.span.is_none_or(|span| holds(&answer, span)) => Ok(Some(answer)),
            Ok(_) => Err(Fault::Unreadable),
            Err(fault) if fault.is_no_object() => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    pub(super) async fn size(&self, key: &str) -> Result<Option<u64>> {
        let call = on("HeadObject", "HEAD", key);
        match self.0.repeat(&call, &Body::Empty).await {
            Ok(answer) => answer
                .header("content-length")
                .and_then(|length| length.parse().ok())
                .map(Some)
                .ok_or_else(|| Fault::Unreadable.of(call.operation)),
            Err(fault) if fault.is_no_object() => Ok(None),
            Err(fault) => Err(fault.of(call.operation)),
        }
    }

    /// One by one: not every store takes `DeleteObjects`, and those that do disagree on the digest that it needs.
    pub(super) async fn delete(&self, keys: &[String]) -> Result<()> {
        let calls = stream::iter(keys).map(|key| self.delete_one(key)).buffer_unordered(DELETED_AT_ONCE);
        calls.try_collect().await
    }

    async fn delete_one(&self, key: &str) -> Result<()> {
        let call = on("DeleteObject", "DELETE", key);
        match self.done(&call, &Body::Empty).await {
            Err(fault) if !fault.is_no_object() => Err(fault.of(call.operation)),
            _ => Ok(()),
        }
    }

    pub(super) async fn list(&self, prefix: &str, cursor: Option<&str>) -> Result<Listing> {
        let mut query = vec![("list-type", "2"), ("prefix", prefix)];
        query.extend(cursor.map(|cursor| ("continuation-token", cursor)));
        let call = Call { query: &query, ..on("ListObjectsV2", "GET", "") };
        let page = async { self.0.repeat(&call, &Body::Empty).await?.text().await };
        let page = page.await.and_then(|xml| listing(&xml).ok_or(Fault::Unreadable));
        page.map_err(|fault| fault.of(call.operation))
    }

    pub(super) async fn begin(&self, key: &str, content_type: &str) -> Result<String> {
        let (query, content_type) = (&[("uploads", "")], Some(content_type));
        let call = Call { query, content_type, ..on("CreateMultipartUpload", "POST", key) };
        // Made twice it would leave an upload that nobody knows.
        let begun = async { self.0.call(&call, &Body::Empty).await?.text().await };
        let begun = begun.await.and_then(|xml| upload_id(&xml).ok_or(Fault::Unreadable));
        begun.map_err(|fault| fault.of(call.operation))
    }

    pub(super) async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: u16,
        bytes: &Bytes,
    ) -> Result<StoredPart> {
        let place = number.to_string();
        let query = [("partNumber", place.as_str()), ("uploadId", upload)];
        let call = Call { query: &query, ..on("UploadPart", "PUT", key) };
        let stored = async {
            let answer = self.0.repeat(&call, &Body::Bytes(bytes)).await?;
            answer.done().await?;
            answer.header("etag").ok_or(Fault::Unreadable)
        };
        let etag = stored.await.map_err(|fault| fault.of(call.operation))?;
        Ok(StoredPart { number, etag })
    }

    pub(super) async fn complete(&self, key: &str, upload: &str, parts: &[StoredPart]) -> Result<()> {
        let query = [("uploadId", upload)];
        let call = Call { query: &query, ..on("CompleteMultipartUpload", "POST", key) };
        let body = Body::Text(completion(parts));
        for attempt in 1..=COMPLETIONS {
            match self.complete_once(&call, &body).await {
                Ok(()) => return Ok(()),
                // The call before was heard, and only its answer got lost. Not every store says it in these words.
                Err(fault) if attempt > 1 && !fault.is_passing() && self.size(key).await?.is_some() => break,
                Err(fault) if fault.is_passing() && attempt < COMPLETIONS => pause(attempt).await,
                Err(fault) => return Err(fault.of(call.operation)),
            }
        }
        Ok(())
    }

    /// The store may take its time, says 200 to keep the line open, and then how it went.
    async fn complete_once(&self, call: &Call<'_>, body: &Body<'_>) -> std::result::Result<(), Fault> {
        let answer = self.0.call(call, body).await?;
        let xml = answer.text().await?;
        if is_completed(&xml) { Ok(()) } else { Err(Fault::refused(answer.status(), &xml)) }
    }

    pub(super) async fn abort(&self, key: &str, upload: &str) -> Result<()> {
        let query = [("uploadId", upload)];
        let call = Call { query: &query, ..on("AbortMultipartUpload", "DELETE", key) };
        match self.done(&call, &Body::Empty).await {
            Err(fault) if !fault.is_no_upload() => Err(fault.of(call.operation)),
            _ => Ok(()),
        }
    }

    async fn run(&self, call: &Call<'_>, body: &Body<'_>) -> Result<()> {
        self.done(call, body).await.map_err(|fault| fault.of(call.operation))
    }

    async fn done(&self, call: &Call<'_>, body: &Body<'_>) -> std::result::Result<(), Fault> {
        self.0.repeat(call, body).await?.done().await
    }
}

fn stored(answer: &Answer) -> std::result::Result<Stored, Fault> {
    let read = || {
        let size_bytes = answer.header("content-length")?.parse().ok()?;
        let stored_at = Millis::from_http_date(&answer.header("last-modified")?)?;
        Some((size_bytes, stored_at, answer.header("etag")?))
    };
    let (size_bytes, stored_at, etag) = read().ok_or(Fault::Unreadable)?;
    Ok(Stored { size_bytes, stored_at, etag, content: Content(answer.stream()?) })
}

/// Whether an answer has these bytes. A store that knows no ranges answers with all of them, which is fine when they
/// are all that was asked for.
fn holds(answer: &Answer, span: Span) -> bool {
    let length = || answer.header("content-length").and_then(|length| length.parse::<u64>().ok());
    match answer.header("content-range") {
        Some(range) => answer.status() == 206 && span.is_in(&range),
        None => span.offset == 0 && length().is_some_and(|length| length <= span.len),
    }
}
