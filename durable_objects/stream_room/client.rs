//! The Worker's side of a room.

use super::calls::{Call, Hearing, Told};
use crate::error::ApiError;
use crate::platform::{bindings, fetch};
use domain::problem::Problem;
use worker::{Env, Response, Stub};

/// How long a room may take to answer.
const LIMIT_MS: u64 = 8_000;

/// The name of a stream's object. Frozen: another name is another, empty room.
fn object_name(stream_id: i64) -> String {
    format!("stream:{stream_id}")
}

/// A stream's room, from outside.
pub struct Room(Stub);

impl Room {
    /// The room of a stream. It exists from the first call on.
    ///
    /// # Errors
    /// When there is no such binding.
    pub fn of(env: &Env, stream_id: i64) -> Result<Self, ApiError> {
        Ok(Self(bindings::rooms(env)?.get_by_name(&object_name(stream_id))?))
    }

    /// Tells a media event. Not repeated by itself: without an event id the room could not tell.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the room does not answer in time.
    pub async fn hear(&self, hearing: Hearing) -> Result<Told, ApiError> {
        self.call(&Call::Hear(Box::new(hearing))).await
    }

    /// Asks how things stand.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn show(&self) -> Result<Told, ApiError> {
        self.call(&Call::Show).await
    }

    /// Ends the broadcast.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn end(&self) -> Result<Told, ApiError> {
        self.call(&Call::End).await
    }

    /// Closes the room for good, unless it is live.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn retire(&self) -> Result<Told, ApiError> {
        self.call(&Call::Retire).await
    }

    /// Tells what the index has taken over.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn acknowledge(&self, version: u64, seq: i64) -> Result<Told, ApiError> {
        self.call(&Call::Acknowledge { version, seq }).await
    }

    /// Tells what the index shows, so that the room reports again if it is not up to date.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn compare(&self, stream_id: i64, version: u64) -> Result<Told, ApiError> {
        self.call(&Call::Compare { stream_id, version }).await
    }

    async fn call(&self, call: &Call) -> Result<Told, ApiError> {
        let away = |cause: String| ApiError::caused(Problem::Unavailable("the stream's room"), cause);
        let request = fetch::post("https://room/", &serde_json::to_string(call)?)?;
        let answered = fetch::within(LIMIT_MS, self.0.fetch_with_request(request)).await;
        let mut response: Response = answered
            .ok_or_else(|| away(format!("no answer within {LIMIT_MS} ms")))?
            .map_err(|error| away(error.to_string()))?;
        if response.status_code() != 200 {
            return Err(away(format!("answered {}", response.status_code())));
        }
        Ok(response.json().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_object_is_frozen() {
        assert_eq!(object_name(7), "stream:7");
    }
}
