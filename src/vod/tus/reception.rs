//! What one request adds to an upload.

use super::completing;
use crate::app::App;
use crate::error::ApiError;
use crate::platform::bytes::Bytes;
use crate::platform::clock;
use crate::platform::digest::Digest;
use crate::platform::intake::{Buffer, CHUNK_BYTES, Intake};
use crate::platform::objects::{Objects, Span, StoredPart};
use crate::platform::random;
use crate::vod::uploads::{self, Progress, Tail, UploadRow};
use crate::vod::{filling, store};
use domain::problem::Problem;
use domain::vod::sniff::PREFIX_BYTES;
use domain::wire::tus::Checksum;

/// The storage numbers parts from 1 to this.
const MAX_PARTS: u32 = 10_000;

/// An upload that this request holds.
pub(super) struct Reception<'a> {
    app: &'a App,
    objects: &'a Objects,
    row: UploadRow,
    holder: String,
    /// What is taken in and not stored in a part; it begins with the tail.
    buffer: Buffer,
    /// How many bytes are in stored parts, those of this request too.
    in_parts: u64,
    /// The number that the next part gets. Once it was sent it is not used for another.
    number: u32,
    /// Parts that count only once the checksum is right.
    pending: Vec<StoredPart>,
    checksum: Option<(Checksum, Digest)>,
    /// Whether the first bytes are those of a video, as far as is known. A checksum may yet excuse them.
    is_video: bool,
}

impl<'a> Reception<'a> {
    /// Takes the upload over. `expected_bytes` is what the request brings at the most.
    pub(super) async fn open(
        app: &'a App,
        objects: &'a Objects,
        row: UploadRow,
        checksum: Option<Checksum>,
        expected_bytes: u64,
    ) -> Result<Self, ApiError> {
        let (holder, offset) = (random::id(), row.offset);
        // Numbers are granted one by one with the parts that are noted; what a checksum holds back needs all at once.
        let numbers = if checksum.is_some() { expected_bytes / row.part_bytes.max(1) + 2 } else { 1 };
        let numbers = u32::try_from(numbers).unwrap_or(MAX_PARTS);
        let row =
            uploads::hold(&app.db()?, &row.id, &holder, offset, numbers).await?.ok_or_else(taken_over)?;
        let number = row.next_part.saturating_sub(numbers);
        let mut buffer = Buffer::with_capacity(usize::try_from(row.part_bytes).unwrap_or(0) + CHUNK_BYTES);
        if let Some(tail) = &row.tail {
            buffer.push(&read(objects, tail).await?);
        }
        let checksum = checksum
            .map(|sum| Digest::new(sum.algorithm.web_name()).map(|digest| (sum, digest)))
            .transpose()?;
        let in_parts = row.in_parts_bytes();
        let pending = Vec::new();
        Ok(Self { app, objects, row, holder, buffer, in_parts, number, pending, checksum, is_video: true })
    }

    pub(super) const fn row(&self) -> &UploadRow {
        &self.row
    }

    pub(super) fn into_row(self) -> UploadRow {
        self.row
    }

    /// Takes in a body. What came before its sender broke off is kept.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] for more than was announced, [`Problem::UnsupportedMediaType`] for what is no video,
    /// [`Problem::ChecksumMismatch`], [`Problem::Conflict`] when another request took the upload over.
    pub(super) async fn take(&mut self, mut intake: Intake) -> Result<(), ApiError> {
        loop {
            match intake.next().await {
                Ok(Some(bytes)) => self.add(&bytes).await?,
                Ok(None) => return self.close().await,
                Err(error) => {
                    self.break_off().await?;
                    return Err(ApiError::caused(Problem::Malformed("the body broke off".into()), error));
                }
            }
        }
    }

    async fn add(&mut self, bytes: &Bytes) -> Result<(), ApiError> {
        let length = self.length();
        if self.taken() + bytes.len() as u64 > length {
            return Err(Problem::TooLarge(length).into());
        }
        if let Some((_, digest)) = &self.checksum {
            digest.update(bytes).await?;
        }
        self.buffer.push(bytes);
        let part_bytes = usize::try_from(self.row.part_bytes).unwrap_or(usize::MAX);
        while self.buffer.len() >= part_bytes {
            self.store_part(part_bytes).await?;
        }
        Ok(())
    }

    fn length(&self) -> u64 {
        self.row.length_bytes.unwrap_or(0)
    }

    /// How many bytes of the file are here or stored.
    fn taken(&self) -> u64 {
        self.in_parts + self.buffer.len() as u64
    }

    async fn store_part(&mut self, len: usize) -> Result<(), ApiError> {
        self.look(false)?;
        // Should it fail it may yet arrive, so the number is used.
        let number = u16::try_from(self.number).ok().filter(|_| self.number <= MAX_PARTS);
        let number = number
            .ok_or_else(|| Problem::Conflict("the upload was interrupted too often: begin it anew".into()))?;
        let upload = self.row.storage_upload.clone().unwrap_or_default();
        let bytes = self.buffer.bytes(0, len);
        self.pending.push(self.objects.put_part(&self.row.object_key, &upload, number, &bytes).await?);
        self.buffer.drop_first(len);
        self.in_parts += len as u64;
        self.number += 1;
        if self.checksum.is_some() { Ok(()) } else { self.note_parts().await }
    }

    /// The first bytes of the file tell what it is, unless a checksum is yet to say whether they are as they were sent.
    fn look(&mut self, is_whole: bool) -> Result<(), ApiError> {
        if self.in_parts == 0 && (is_whole || self.buffer.len() >= PREFIX_BYTES) {
            let head = self.buffer.bytes(0, PREFIX_BYTES).to_vec();
            self.is_video = filling::container(&head, true).is_ok();
        }
        if self.is_video || self.checksum.is_some() { Ok(()) } else { Err(filling::not_a_video()) }
    }

    /// What is in parts counts; the number of the next one is this request's.
    async fn note_parts(&mut self) -> Result<(), ApiError> {
        self.advance(self.in_parts, None, self.number + 1).await
    }

    async fn advance(&mut self, offset: u64, tail: Option<Tail>, next_part: u32) -> Result<(), ApiError> {
        // By the clock, not by the time of the request: it may take hours.
        let expires_at = clock::now().plus(self.app.config.vod.upload_ttl_ms);
        let to = Progress { offset, tail, next_part, expires_at };
        let parts = std::mem::take(&mut self.pending);
        if !uploads::advance(&self.app.db()?, &self.row.id, &self.holder, &parts, &to).await? {
            return Err(taken_over());
        }
        self.row =
            UploadRow { offset, tail: to.tail, expires_at: expires_at.to_rfc3339(), ..self.row.clone() };
        Ok(())
    }

    /// Nothing came that counts: the part numbers are free again, since nothing is under way.
    async fn release(&self) -> Result<(), ApiError> {
        let used = u32::try_from(self.pending.len()).unwrap_or(0);
        uploads::release(&self.app.db()?, &self.row.id, &self.holder, self.number - used).await
    }

    /// The body is whole.
    pub(super) async fn close(&mut self) -> Result<(), ApiError> {
        if let Some((sum, digest)) = self.checksum.take()
            && digest.finish().await? != sum.digest
        {
            self.release().await?;
            return Err(Problem::ChecksumMismatch.into());
        }
        let is_complete = self.taken() == self.length();
        self.look(is_complete)?;
        if !self.pending.is_empty() {
            // Should the storage fail from here on, what is noted is what counts.
            self.note_parts().await?;
        }
        if !is_complete {
            return self.keep_tail().await;
        }
        if !self.buffer.is_empty() {
            self.store_part(self.buffer.len()).await?;
        }
        completing::complete(&self.app.env, &mut self.row).await
    }

    /// The sender broke off. What came is as good as if it had ended there, unless a checksum was to vouch for it.
    async fn break_off(&mut self) -> Result<(), ApiError> {
        if self.checksum.is_some() { self.release().await } else { self.close().await }
    }

    async fn keep_tail(&mut self) -> Result<(), ApiError> {
        let offset = self.taken();
        if offset == self.row.offset {
            return self.release().await;
        }
        let tail = Tail::new(&self.row.id, self.buffer.len() as u64);
        let bytes = self.buffer.bytes(0, self.buffer.len());
        self.objects.put(&tail.key, "application/octet-stream", &bytes).await?;
        let key = tail.key.clone();
        let outcome = self.advance(offset, Some(tail), self.number).await;
        if outcome.is_err() {
            store::discard_key(&self.app.db()?, &key).await?;
        }
        outcome
    }
}

fn taken_over() -> ApiError {
    Problem::Conflict("another request goes on with this upload".into()).into()
}

async fn read(objects: &Objects, tail: &Tail) -> Result<Bytes, ApiError> {
    let bytes = objects.read(&tail.key, Span { offset: 0, len: tail.len_bytes }).await?;
    bytes
        .filter(|bytes| bytes.len() as u64 == tail.len_bytes)
        .ok_or_else(|| ApiError::caused(Problem::Internal, "the tail of an upload is not in storage"))
}
