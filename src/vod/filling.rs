//! A file on its way from a request into storage, looked at as it passes.

use super::finishing;
use super::store::{self, FileFacts};
use super::target::Target;
use super::uploads::{self, NewUpload};
use crate::app::App;
use crate::error::ApiError;
use crate::platform::bytes::Bytes;
use crate::platform::digest::{Digest, SHA_256};
use crate::platform::objects::Objects;
use crate::platform::objects::writer::{PART_BYTES, Writer};
use crate::platform::random;
use domain::problem::Problem;
use domain::vod::sniff::{Container, PREFIX_BYTES, Sniffed, sniff};

/// The file of one upload.
pub(super) struct Filling<'a> {
    app: &'a App,
    target: &'a Target,
    objects: &'a Objects,
    writer: Writer<'a>,
    digest: Digest,
    /// Its first bytes, until it is known what they begin.
    head: Vec<u8>,
    container: Option<Container>,
    size_bytes: u64,
    is_noted: bool,
}

impl<'a> Filling<'a> {
    /// Begins; nothing is stored yet.
    pub(super) fn begin(app: &'a App, objects: &'a Objects, target: &'a Target) -> Result<Self, ApiError> {
        Ok(Self {
            app,
            target,
            objects,
            writer: Writer::begin(objects, &target.object_key, "application/octet-stream"),
            digest: Digest::new(SHA_256)?,
            head: Vec::new(),
            container: None,
            size_bytes: 0,
            is_noted: false,
        })
    }

    /// Takes in more of it.
    ///
    /// # Errors
    /// [`Problem::TooLarge`], [`Problem::UnsupportedMediaType`], or when the storage fails.
    pub(super) async fn write(&mut self, bytes: &Bytes) -> Result<(), ApiError> {
        self.size_bytes += bytes.len() as u64;
        let max_bytes = self.app.config.vod.max_bytes;
        if self.size_bytes > max_bytes {
            return Err(Problem::TooLarge(max_bytes).into());
        }
        self.look(bytes)?;
        self.digest.update(bytes).await?;
        self.writer.write(bytes).await?;
        self.note().await
    }

    fn look(&mut self, bytes: &Bytes) -> Result<(), ApiError> {
        if self.container.is_none() {
            self.head.extend(bytes.first(PREFIX_BYTES.saturating_sub(self.head.len())));
            self.container = container(&self.head, self.head.len() >= PREFIX_BYTES)?;
        }
        Ok(())
    }

    /// Notes parts that are stored, so that somebody removes them should this request never end.
    async fn note(&mut self) -> Result<(), ApiError> {
        let Some(storage_upload) = self.writer.upload().filter(|_| !self.is_noted) else { return Ok(()) };
        self.is_noted = true;
        let new = NewUpload {
            id: &random::id(),
            video_id: self.target.video_id,
            user_id: None,
            object_key: &self.target.object_key,
            storage_upload,
            length_bytes: None,
            metadata: None,
            part_bytes: PART_BYTES as u64,
            expires_at: self.app.now.plus(self.app.config.vod.upload_ttl_ms),
        };
        uploads::insert(&self.app.db()?, &new, self.app.now).await
    }

    /// The file is whole: it is stored, looked into, and its video ready.
    ///
    /// # Errors
    /// [`Problem::UnsupportedMediaType`] for what is no video, [`Problem::Conflict`] when the video was deleted or
    /// filled by another meanwhile.
    pub(super) async fn finish(mut self) -> Result<(), ApiError> {
        let container =
            self.container.map_or_else(|| container(&self.head, true), |known| Ok(Some(known)))?;
        let container = container.ok_or_else(not_a_video)?;
        let sha256 = hex::encode(self.digest.finish().await?);
        self.writer.finish().await?;
        let (key, size_bytes) = (&self.target.object_key, self.size_bytes);
        let facts = finishing::probe(self.objects, key, container, size_bytes).await?;
        let content_type = container.content_type().to_owned();
        let file = FileFacts { content_type, size_bytes, sha256, facts };
        if store::fill(&self.app.db()?, self.target.video_id, key, &file).await? {
            return Ok(());
        }
        store::discard_key(&self.app.db()?, key).await?;
        Err(Problem::Conflict("the video was deleted, or filled by another upload".into()).into())
    }
}

/// What these first bytes begin; `None` as long as they do not tell.
pub(super) fn container(head: &[u8], is_whole: bool) -> Result<Option<Container>, ApiError> {
    match sniff(head, is_whole) {
        Sniffed::Video(container) => Ok(Some(container)),
        Sniffed::NeedMore if !is_whole => Ok(None),
        Sniffed::NeedMore | Sniffed::NotVideo => Err(not_a_video()),
    }
}

pub(super) fn not_a_video() -> ApiError {
    Problem::UnsupportedMediaType("the file is no video: MP4, MOV, WebM, MKV, MPEG-TS and FLV are").into()
}
