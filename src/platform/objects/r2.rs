//! R2 by its binding.
//!
//! Bound by hand: the platform's own wrapper takes bytes from WASM's memory only.

use super::{Content, Listed, Listing, Span, Stored, StoredPart};
use crate::platform::bindings;
use crate::platform::bytes::Bytes;
use domain::time::Millis;
use js_sys::futures::JsFuture;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{R2Bucket, R2MultipartUpload, R2Object, R2ObjectBody, R2Objects, R2UploadedPart};
use worker::{Env, Result};

/// Keys that one call removes at the most.
const MAX_DELETED: usize = 1_000;
/// What R2 answers to an undertaking that is not, or no longer, there.
const NO_SUCH_UPLOAD: &str = "10024";

/// The bucket.
pub struct R2(R2Bucket);

impl R2 {
    /// The bucket that is bound.
    pub(super) fn of(env: &Env) -> Result<Self> {
        Ok(Self(bindings::videos(env)?.unchecked_into::<JsValue>().unchecked_into()))
    }

    pub(super) async fn put(&self, key: &str, content_type: &str, bytes: &Bytes) -> Result<()> {
        let promise = self.0.put(key.to_owned(), bytes.as_js().into(), metadata(content_type)?)?;
        settle(promise).await.map(drop)
    }

    pub(super) async fn get(&self, key: &str, span: Option<Span>) -> Result<Option<Content>> {
        let found = self.fetch(key, span).await?;
        found.map(|body| Ok(Content(body.body()?))).transpose()
    }

    pub(super) async fn open(&self, key: &str) -> Result<Option<Stored>> {
        let Some(found) = self.fetch(key, None).await? else { return Ok(None) };
        let Listed { size_bytes, stored_at, .. } = listed(&found)?;
        let (etag, content) = (found.http_etag()?, Content(found.body()?));
        Ok(Some(Stored { size_bytes, stored_at, etag, content }))
    }

    pub(super) async fn read(&self, key: &str, span: Span) -> Result<Option<Bytes>> {
        let Some(body) = self.fetch(key, Some(span)).await? else { return Ok(None) };
        let buffer = settle(body.array_buffer()?).await?;
        Ok(Some(Bytes::new(Uint8Array::new(&buffer))))
    }

    async fn fetch(&self, key: &str, span: Option<Span>) -> Result<Option<R2ObjectBody>> {
        let options = span.map_or(Ok(JsValue::UNDEFINED), range)?;
        let found = settle(self.0.get(key.to_owned(), options)?).await?;
        Ok((!found.is_null()).then(|| found.unchecked_into()))
    }

    pub(super) async fn size(&self, key: &str) -> Result<Option<u64>> {
        let found = settle(self.0.head(key.to_owned())?).await?;
        if found.is_null() {
            return Ok(None);
        }
        Ok(Some(found.unchecked_into::<R2Object>().size()? as u64))
    }

    pub(super) async fn delete(&self, keys: &[String]) -> Result<()> {
        for keys in keys.chunks(MAX_DELETED) {
            settle(self.0.delete_multiple(keys.iter().map(JsValue::from).collect())?).await?;
        }
        Ok(())
    }

    pub(super) async fn list(&self, prefix: &str, cursor: Option<&str>) -> Result<Listing> {
        let options = object(&[("prefix", prefix.into()), ("cursor", cursor.into())])?;
        let page: R2Objects = settle(self.0.list(options)?).await?.unchecked_into();
        let objects = page.objects()?.iter().map(listed).collect::<Result<_>>()?;
        let cursor = if page.truncated()? { page.cursor()? } else { None };
        Ok(Listing { objects, cursor })
    }

    pub(super) async fn begin(&self, key: &str, content_type: &str) -> Result<String> {
        let promise = self.0.create_multipart_upload(key.to_owned(), metadata(content_type)?)?;
        Ok(settle(promise).await?.unchecked_into::<R2MultipartUpload>().upload_id()?)
    }

    fn resume(&self, key: &str, upload: &str) -> Result<R2MultipartUpload> {
        Ok(self.0.resume_multipart_upload(key.to_owned(), upload.to_owned())?.unchecked_into())
    }

    pub(super) async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: u16,
        bytes: &Bytes,
    ) -> Result<StoredPart> {
        let promise = self.resume(key, upload)?.upload_part(number, bytes.as_js().into())?;
        let part: R2UploadedPart = settle(promise).await?.unchecked_into();
        Ok(StoredPart { number, etag: part.etag()? })
    }

    pub(super) async fn complete(&self, key: &str, upload: &str, parts: &[StoredPart]) -> Result<()> {
        let parts = parts.iter().map(|StoredPart { number, etag }| {
            object(&[("partNumber", (*number).into()), ("etag", etag.as_str().into())])
        });
        let parts = parts.collect::<Result<Vec<_>>>()?;
        settle(self.resume(key, upload)?.complete(parts)?).await.map(drop)
    }

    pub(super) async fn abort(&self, key: &str, upload: &str) -> Result<()> {
        match settle(self.resume(key, upload)?.abort()?).await {
            Err(error) if !error.to_string().contains(NO_SUCH_UPLOAD) => Err(error),
            _ => Ok(()),
        }
    }
}

async fn settle(promise: Promise) -> Result<JsValue> {
    Ok(JsFuture::from(promise).await?)
}

fn listed(object: &R2Object) -> Result<Listed> {
    let stored_at = Millis(object.uploaded()?.get_time() as i64);
    Ok(Listed { key: object.key()?, size_bytes: object.size()? as u64, stored_at })
}

fn metadata(content_type: &str) -> Result<JsValue> {
    object(&[("httpMetadata", object(&[("contentType", content_type.into())])?)])
}

/// JavaScript has no larger integers than a double holds; no object of R2 is that large.
fn range(Span { offset, len }: Span) -> Result<JsValue> {
    let range = object(&[("offset", (offset as f64).into()), ("length", (len as f64).into())])?;
    object(&[("range", range)])
}

/// An object of these members; those that are undefined are left out.
fn object(members: &[(&str, JsValue)]) -> Result<JsValue> {
    let object = Object::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_undefined()) {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}
