//! Objects in R2 that are written piece by piece.

use worker::{Bucket, Data, HttpMetadata, MultipartUpload, Result, UploadedPart};

/// What a part but the last holds: they must be of one size, and of no smaller one.
const PART_BYTES: usize = 5_242_880;

/// An object on its way: at once when it is small, else part by part.
pub struct Upload<'a> {
    bucket: &'a Bucket,
    key: &'a str,
    content_type: &'static str,
    rest: Vec<u8>,
    parts: Option<(MultipartUpload, Vec<UploadedPart>)>,
}

impl<'a> Upload<'a> {
    /// Begins an object; nothing is written yet.
    pub fn begin(bucket: &'a Bucket, key: &'a str, content_type: &'static str) -> Self {
        Self { bucket, key, content_type, rest: Vec::new(), parts: None }
    }

    fn metadata(&self) -> HttpMetadata {
        HttpMetadata { content_type: Some(self.content_type.to_owned()), ..HttpMetadata::default() }
    }

    /// Adds to the object.
    ///
    /// # Errors
    /// When R2 does not take it; the object is as it was before.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.rest.extend_from_slice(bytes);
        while self.rest.len() >= PART_BYTES {
            let rest = self.rest.split_off(PART_BYTES);
            let part = std::mem::replace(&mut self.rest, rest);
            self.write_part(part).await?;
        }
        Ok(())
    }

    async fn write_part(&mut self, part: Vec<u8>) -> Result<()> {
        if self.parts.is_none() {
            let upload = self.bucket.create_multipart_upload(self.key).http_metadata(self.metadata());
            self.parts = Some((upload.execute().await?, Vec::new()));
        }
        if let Some((upload, parts)) = &mut self.parts {
            let number = u16::try_from(parts.len() + 1).unwrap_or(u16::MAX);
            parts.push(upload.upload_part(number, Data::Bytes(part)).await?);
        }
        Ok(())
    }

    /// Ends the object: from now on it is there.
    ///
    /// # Errors
    /// As [`Upload::write`].
    pub async fn finish(mut self) -> Result<()> {
        let rest = std::mem::take(&mut self.rest);
        if self.parts.is_none() {
            let put = self.bucket.put(self.key, Data::Bytes(rest)).http_metadata(self.metadata());
            return put.execute().await.map(drop);
        }
        if !rest.is_empty() {
            self.write_part(rest).await?;
        }
        match self.parts {
            Some((upload, parts)) => upload.complete(parts).await.map(drop),
            None => Ok(()),
        }
    }
}
