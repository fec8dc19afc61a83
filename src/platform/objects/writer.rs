//! An object that is written piece by piece.

use super::{Objects, StoredPart};
use crate::platform::bytes::Bytes;
use crate::platform::intake::Buffer;
use worker::Result;

/// What a part but the last holds: they must be of one size, and of no smaller one.
pub const PART_BYTES: usize = 5_242_880;

/// An object on its way: at once when it is small, else part by part.
pub struct Writer<'a> {
    objects: &'a Objects,
    key: &'a str,
    content_type: &'static str,
    rest: Buffer,
    upload: Option<Upload>,
}

/// An object that comes in parts.
struct Upload {
    id: String,
    parts: Vec<StoredPart>,
}

impl<'a> Writer<'a> {
    /// Begins an object; nothing is written yet.
    pub fn begin(objects: &'a Objects, key: &'a str, content_type: &'static str) -> Self {
        Self { objects, key, content_type, rest: Buffer::with_capacity(PART_BYTES), upload: None }
    }

    /// The storage's name of the undertaking, once there are parts.
    pub fn upload(&self) -> Option<&str> {
        self.upload.as_ref().map(|upload| upload.id.as_str())
    }

    /// Adds to the object.
    ///
    /// # Errors
    /// When the storage does not take it: then it is for [`Writer::abandon`]. The object is as it was before.
    pub async fn write(&mut self, bytes: &Bytes) -> Result<()> {
        let mut taken = 0;
        while taken < bytes.len() {
            taken += self.rest.push(&bytes.part(taken, bytes.len()));
            if self.rest.len() == PART_BYTES {
                self.write_part().await?;
            }
        }
        Ok(())
    }

    /// What is in the buffer is the next part.
    async fn write_part(&mut self) -> Result<()> {
        if self.upload.is_none() {
            let id = self.objects.begin(self.key, self.content_type).await?;
            self.upload = Some(Upload { id, parts: Vec::new() });
        }
        if let Some(Upload { id, parts }) = &mut self.upload {
            let number = u16::try_from(parts.len() + 1).unwrap_or(u16::MAX);
            let bytes = self.rest.bytes(0, self.rest.len());
            parts.push(self.objects.put_part(self.key, id, number, &bytes).await?);
            self.rest.drop_first(bytes.len());
        }
        Ok(())
    }

    /// Ends the object: from now on it is there.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub async fn finish(&mut self) -> Result<()> {
        if self.upload.is_some() && !self.rest.is_empty() {
            self.write_part().await?;
        }
        match &self.upload {
            Some(Upload { id, parts }) => self.objects.complete(self.key, id, parts).await,
            None => {
                let bytes = self.rest.bytes(0, self.rest.len());
                self.objects.put(self.key, self.content_type, &bytes).await
            }
        }
    }

    /// Drops what was written; the object is as it was before.
    ///
    /// # Errors
    /// When the storage is away. It drops parts by itself, some days later.
    pub async fn abandon(&mut self) -> Result<()> {
        match self.upload.take() {
            Some(Upload { id, .. }) => self.objects.abort(self.key, &id).await,
            None => Ok(()),
        }
    }
}
