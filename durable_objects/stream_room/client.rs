//! The Worker's side of a room.

use super::calls::{Call, Health, Hearing, Told};
use super::chat::calls::{ChatCall, ChatTold, Joining};
use crate::error::ApiError;
use crate::platform::answer::Answer;
use crate::platform::{bindings, fetch, later, stub};
use domain::media::session::Snapshot;
use domain::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Env, Headers, Response, ResponseBuilder, Stub};

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

    /// Asks how the broadcast fares.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn examine(&self) -> Result<(Snapshot, Health), ApiError> {
        let Told { snapshot, health, .. } = self.call(&Call::Examine).await?;
        health.map(|health| (snapshot, health)).ok_or_else(|| away("answered something else".to_owned()))
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

    /// Asks the chat something.
    ///
    /// # Errors
    /// As [`Room::hear`].
    pub async fn chat(&self, call: &ChatCall) -> Result<ChatTold, ApiError> {
        self.send(ChatCall::PATH, call).await
    }

    /// Asks for a connection to the chat, and gives the room's answer back as it is; one of Engine.IO may take as long
    /// as there is nothing to hear.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when the stream is gone, [`Problem::Unavailable`] when the room fails.
    pub async fn join(self, joining: &Joining, body: Option<String>) -> Result<Answer, ApiError> {
        let about = ascii(&serde_json::to_string(joining)?);
        let is_for_socket = joining.is_for_socket();
        let asked = stub::Asked { about: &about, is_for_socket, body: body.as_deref() };
        let answer = stub::fetch(self.0, &asked).await;
        match answer.map_err(|error| away(error.to_string()))? {
            Answer::Made(response) => later::apart(refused_or_copied(response)).await.map(Answer::Made),
            switched => Ok(switched),
        }
    }

    async fn call(&self, call: &Call) -> Result<Told, ApiError> {
        self.send("/", call).await
    }

    async fn send<T: DeserializeOwned>(&self, path: &str, call: &impl Serialize) -> Result<T, ApiError> {
        let request = fetch::post(&format!("https://room{path}"), &serde_json::to_string(call)?)?;
        let answered = fetch::within(LIMIT_MS, self.0.fetch_with_request(request)).await;
        let mut response: Response = answered
            .ok_or_else(|| away(format!("no answer within {LIMIT_MS} ms")))?
            .map_err(|error| away(error.to_string()))?;
        if response.status_code() != 200 {
            return Err(away(format!("answered {}", response.status_code())));
        }
        Ok(serde_json::from_str(&response.text().await?)?)
    }
}

fn away(cause: String) -> ApiError {
    ApiError::caused(Problem::Unavailable("the stream's room"), cause)
}

async fn refused_or_copied(response: Response) -> Result<Response, ApiError> {
    match response.status_code() {
        404 => Err(Problem::NotFound("stream").into()),
        503 => Err(away("the chat failed".to_owned())),
        _ => copied(response).await,
    }
}

/// The same answer with headers that can be added to.
async fn copied(mut response: Response) -> Result<Response, ApiError> {
    let (status, content_type) = (response.status_code(), response.headers().get("content-type")?);
    let body = response.bytes().await?;
    let headers = Headers::new();
    if let Some(content_type) = content_type {
        headers.set("content-type", &content_type)?;
    }
    Ok(ResponseBuilder::new().with_status(status).with_headers(headers).fixed(body))
}

/// The JSON text in ASCII: a header takes no more, and people have names in every script.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_object_is_frozen() {
        assert_eq!(object_name(7), "stream:7");
    }

    #[test]
    fn a_name_in_any_script_survives_its_header() {
        for name in ["ann", "Đặng", "\u{1F600} 東京"] {
            let json = serde_json::to_string(name).unwrap();
            let header = ascii(&json);
            assert!(header.is_ascii());
            assert_eq!(serde_json::from_str::<String>(&header).unwrap(), name);
        }
    }
}
