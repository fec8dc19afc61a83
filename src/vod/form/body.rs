//! The body of a form, read through a window that slides over it: no part of it is ever held whole.

use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::platform::bytes::Bytes;
use crate::platform::intake::{Buffer, CHUNK_BYTES, Intake};
use domain::problem::Problem;
use domain::wire::form_data::{MAX_HEAD_BYTES, Part, Reader, Step, boundary};

/// What is held of the body: what came in last, and what may be the head of a part.
const WINDOW_BYTES: usize = CHUNK_BYTES + 2 * MAX_HEAD_BYTES;

/// A form, part by part.
pub(super) struct Body {
    intake: Intake,
    window: Buffer,
    reader: Reader,
    /// How much of the window is read.
    used: usize,
    /// Whether there is more to read of the part.
    is_in_part: bool,
    /// Whether nothing follows what is in the window.
    is_whole: bool,
}

impl Body {
    /// The body of a request; `None` when it has none.
    ///
    /// # Errors
    /// [`Problem::UnsupportedMediaType`] or [`Problem::Malformed`] when the request is no form.
    pub(super) fn of(inbound: &Inbound) -> Result<Option<Self>, ApiError> {
        let reader = Reader::new(&boundary(&inbound.header("content-type").unwrap_or_default())?);
        let Some(intake) = inbound.intake()? else { return Ok(None) };
        let window = Buffer::with_capacity(WINDOW_BYTES);
        Ok(Some(Self { intake, window, reader, used: 0, is_in_part: false, is_whole: false }))
    }

    /// The next part, whether or not the one before was read; `None` at the end of the form.
    ///
    /// # Errors
    /// [`Problem::Malformed`], also when the sender broke off. So in what follows.
    pub(super) async fn part(&mut self) -> Result<Option<Part>, ApiError> {
        loop {
            match self.step().await? {
                Step::Part { part, used } => {
                    (self.used, self.is_in_part) = (used, true);
                    return Ok(Some(part));
                }
                Step::Content { used, .. } => self.used = used,
                Step::More => {}
                Step::End => return Ok(None),
            }
        }
    }

    /// The next bytes of the part, valid until the next call; `None` at its end.
    pub(super) async fn content(&mut self) -> Result<Option<Bytes>, ApiError> {
        if !self.is_in_part {
            return Ok(None);
        }
        let Step::Content { bytes, is_last, used } = self.step().await? else { return Ok(None) };
        (self.used, self.is_in_part) = (used, !is_last);
        Ok(Some(self.window.bytes(0, bytes)))
    }

    /// The rest of the part, which is text.
    pub(super) async fn text(&mut self) -> Result<String, ApiError> {
        let mut text = Vec::new();
        while let Some(bytes) = self.content().await? {
            text.extend(bytes.to_vec());
        }
        let text = String::from_utf8(text);
        text.map_err(|_| Problem::Malformed("a field of the form is not UTF-8".into()).into())
    }

    /// The next step that is more than a wish for more.
    async fn step(&mut self) -> Result<Step, ApiError> {
        self.window.drop_first(std::mem::take(&mut self.used));
        loop {
            let window = self.window.bytes(0, self.window.len());
            match self.reader.step(&window, self.is_whole)? {
                Step::More => self.read_more().await?,
                step => return Ok(step),
            }
        }
    }

    async fn read_more(&mut self) -> Result<(), ApiError> {
        match self.intake.next().await.map_err(broken)? {
            Some(bytes) if self.window.push(&bytes) == bytes.len() => {}
            Some(_) => return Err(ApiError::caused(Problem::Internal, "the window is too small")),
            None => self.is_whole = true,
        }
        Ok(())
    }
}

fn broken(error: worker::Error) -> ApiError {
    ApiError::caused(Problem::Malformed("the body broke off".into()), error)
}
