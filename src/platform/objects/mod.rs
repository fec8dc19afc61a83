//! The one front door of object storage: R2's binding, or another store by the S3 API.
//!
//! Bodies pass by: they stay in JavaScript's memory or never leave the runtime's own.

mod r2;
mod s3;
pub mod writer;

use super::bytes::Bytes;
use domain::objects::store::Store;
use domain::time::Millis;
use std::rc::Rc;
use web_sys::ReadableStream;
use worker::{Env, Result};

pub use domain::objects::answers::{Listed, Listing, StoredPart};
pub use domain::objects::span::Span;

/// The storage of a deployment.
pub enum Objects {
    /// The bucket that is bound to the Worker.
    R2(r2::R2),
    /// The bucket of a store that is configured.
    S3(s3::S3),
}

/// Bytes of an object on their way out.
#[derive(Debug)]
pub struct Content(ReadableStream);

impl Content {
    /// The platform's own value, for the answer that carries it.
    pub(crate) fn into_stream(self) -> ReadableStream {
        self.0
    }
}

/// A whole object as it is stored now, on its way out: what is said of it is true of these bytes, though another may
/// take its place meanwhile.
#[derive(Debug)]
pub struct Stored {
    /// Its size.
    pub size_bytes: u64,
    /// When it was stored, as the storage's clock has it; not every store counts more than seconds.
    pub stored_at: Millis,
    /// The storage's `ETag`, with quotes.
    pub etag: String,
    /// Its bytes.
    pub content: Content,
}

/// Calls the store that is configured.
macro_rules! of_store {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            Objects::R2($store) => $call,
            Objects::S3($store) => $call,
        }
    };
}

impl Objects {
    /// The storage of this deployment: `store` when one is configured, else the bucket that is bound.
    ///
    /// # Errors
    /// When neither is there.
    pub fn of(env: &Env, store: Option<&Rc<Store>>) -> Result<Self> {
        match store {
            Some(store) => Ok(Self::S3(s3::S3::new(Rc::clone(store)))),
            None => r2::R2::of(env).map(Self::R2),
        }
    }

    /// Stores an object in one go, in the place of one of the same key.
    ///
    /// # Errors
    /// When the storage does not take it: as before, then. So in all that follows.
    pub async fn put(&self, key: &str, content_type: &str, bytes: &Bytes) -> Result<()> {
        of_store!(self, store => store.put(key, content_type, bytes).await)
    }

    /// The bytes of an object, or some of them; `None` when there is no such object.
    pub async fn get(&self, key: &str, span: Option<Span>) -> Result<Option<Content>> {
        of_store!(self, store => store.get(key, span).await)
    }

    /// An object, and what is known of it; `None` when there is no such object.
    pub async fn open(&self, key: &str) -> Result<Option<Stored>> {
        of_store!(self, store => store.open(key).await)
    }

    /// A few bytes of an object, brought here; fewer at its end, `None` when there is no such object.
    pub async fn read(&self, key: &str, span: Span) -> Result<Option<Bytes>> {
        of_store!(self, store => store.read(key, span).await)
    }

    /// The size of an object in bytes; `None` when there is none.
    pub async fn size(&self, key: &str) -> Result<Option<u64>> {
        of_store!(self, store => store.size(key).await)
    }

    /// Removes objects; those that are not there are gone already.
    pub async fn delete(&self, keys: &[String]) -> Result<()> {
        of_store!(self, store => store.delete(keys).await)
    }

    /// What there is below a prefix.
    pub async fn list(&self, prefix: &str, cursor: Option<&str>) -> Result<Listing> {
        of_store!(self, store => store.list(prefix, cursor).await)
    }

    /// Begins an object that comes in parts; answers the storage's name of the undertaking.
    pub async fn begin(&self, key: &str, content_type: &str) -> Result<String> {
        of_store!(self, store => store.begin(key, content_type).await)
    }

    /// Stores a part, in the place of one of the same number. All parts but the last are of one size.
    pub async fn put_part(&self, key: &str, upload: &str, number: u16, bytes: &Bytes) -> Result<StoredPart> {
        of_store!(self, store => store.put_part(key, upload, number, bytes).await)
    }

    /// Makes the object of these parts, which are in order; others are dropped.
    pub async fn complete(&self, key: &str, upload: &str, parts: &[StoredPart]) -> Result<()> {
        of_store!(self, store => store.complete(key, upload, parts).await)
    }

    /// Drops an object that came in parts and is not complete; one that is not there is gone already.
    pub async fn abort(&self, key: &str, upload: &str) -> Result<()> {
        of_store!(self, store => store.abort(key, upload).await)
    }
}
