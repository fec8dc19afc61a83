//! What is asked of Stream, call by call.

use super::Desk;
use super::api::{Call, Fault, call};
use domain::cloudflare::draft::{DirectUpload, NewOutput};
use domain::cloudflare::live_input::LiveInput;
use domain::cloudflare::retry::Kind;
use domain::cloudflare::video::Video;
use domain::cloudflare::wish::Wish;
use serde_json::{Value, json};
use worker::Method;

const INPUTS: &str = "/stream/live_inputs";

fn input_path(input_id: &str) -> String {
    format!("{INPUTS}/{input_id}")
}

/// Something that Stream should not have answered.
fn nonsense() -> Fault {
    Fault::Refused(200, None)
}

fn with_body<'a>(method: Method, path: String, body: &'a Value, kind: Kind) -> Call<'a> {
    Call { method, path, body: Some(body), kind }
}

/// Does something that can be done twice.
async fn act(desk: &Desk<'_>, method: Method, path: String) -> Result<Value, Fault> {
    call(desk, &Call { method, path, body: None, kind: Kind::Repeatable }).await
}

/// Removes something; what is gone already is removed.
async fn remove(desk: &Desk<'_>, path: String) -> Result<(), Fault> {
    match act(desk, Method::Delete, path).await {
        Ok(_) | Err(Fault::NotFound) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Makes a live input; also says what Stream did not take of the wish.
///
/// # Errors
/// [`Fault`]; so in what follows.
pub async fn create_input(desk: &Desk<'_>, wish: &Wish) -> Result<(LiveInput, Vec<String>), Fault> {
    let body = wish.body();
    let result = call(desk, &with_body(Method::Post, INPUTS.to_owned(), &body, Kind::Creating)).await?;
    let input = LiveInput::read(&result).ok_or_else(nonsense)?;
    Ok((input, wish.differences(&result)))
}

/// A live input as it stands.
pub async fn input(desk: &Desk<'_>, input_id: &str) -> Result<LiveInput, Fault> {
    let result = call(desk, &Call::get(input_path(input_id))).await?;
    LiveInput::read(&result).ok_or_else(nonsense)
}

/// Every live input, as far as the API lists them.
pub async fn inputs(desk: &Desk<'_>) -> Result<Vec<LiveInput>, Fault> {
    let result = call(desk, &Call::get(INPUTS.to_owned())).await?;
    let list = result.get("liveInputs").and_then(Value::as_array);
    Ok(list.map(|list| list.iter().filter_map(LiveInput::read).collect()).unwrap_or_default())
}

/// Gives a live input other settings; says what Stream did not take of them.
pub async fn change_input(desk: &Desk<'_>, input_id: &str, wish: &Wish) -> Result<Vec<String>, Fault> {
    let body = json!({"recording": wish.recording(), "deleteRecordingAfterDays": wish.recording_days});
    let result = call(desk, &with_body(Method::Put, input_path(input_id), &body, Kind::Repeatable)).await?;
    Ok(wish.differences(&result))
}

/// Lets encoders in, or puts them out.
pub async fn set_enabled(desk: &Desk<'_>, input_id: &str, is_enabled: bool) -> Result<(), Fault> {
    let word = if is_enabled { "enable" } else { "disable" };
    act(desk, Method::Post, format!("{}/{word}", input_path(input_id))).await.map(drop)
}

/// Gives a live input new keys; the old ones let nobody in any more.
pub async fn rotate_keys(desk: &Desk<'_>, input_id: &str) -> Result<LiveInput, Fault> {
    let result = act(desk, Method::Post, format!("{}/rotate_keys", input_path(input_id))).await?;
    LiveInput::read(&result).ok_or_else(nonsense)
}

/// Removes a live input; its recordings stay.
pub async fn delete_input(desk: &Desk<'_>, input_id: &str) -> Result<(), Fault> {
    remove(desk, input_path(input_id)).await
}

/// The broadcasts of a live input, those that run and those that were recorded.
pub async fn videos_of(desk: &Desk<'_>, input_id: &str) -> Result<Vec<Video>, Fault> {
    let result = call(desk, &Call::get(format!("{}/videos", input_path(input_id)))).await?;
    Ok(videos(&result))
}

/// Every broadcast that is on air.
pub async fn running(desk: &Desk<'_>) -> Result<Vec<Video>, Fault> {
    Ok(videos(&call(desk, &Call::get("/stream?status=live-inprogress".to_owned())).await?))
}

fn videos(result: &Value) -> Vec<Video> {
    result.as_array().map(|list| list.iter().filter_map(Video::read).collect()).unwrap_or_default()
}

/// A video as it stands.
pub async fn video(desk: &Desk<'_>, video_id: &str) -> Result<Video, Fault> {
    let result = call(desk, &Call::get(format!("/stream/{video_id}"))).await?;
    Video::read(&result).ok_or_else(nonsense)
}

/// Removes a video.
pub async fn delete_video(desk: &Desk<'_>, video_id: &str) -> Result<(), Fault> {
    remove(desk, format!("/stream/{video_id}")).await
}

/// Whether Stream answers at all; the smallest question that there is.
pub async fn probe(desk: &Desk<'_>) -> Result<(), Fault> {
    call(desk, &Call::get("/stream?limit=1".to_owned())).await.map(drop)
}

/// A one-time address to which somebody sends a video: its id, and the address.
pub async fn direct_upload(
    desk: &Desk<'_>,
    draft: &DirectUpload,
    creator: &str,
) -> Result<(String, String), Fault> {
    let body = json!({
        "maxDurationSeconds": draft.max_duration_s,
        "creator": creator,
        "meta": {"name": draft.title},
        "requireSignedURLs": draft.is_private,
    });
    let path = "/stream/direct_upload".to_owned();
    let result = call(desk, &with_body(Method::Post, path, &body, Kind::Creating)).await?;
    let text = |name: &str| result.get(name).and_then(Value::as_str).map(str::to_owned);
    text("uid").zip(text("uploadURL")).ok_or_else(nonsense)
}

/// Lets Stream fetch a video from an address.
pub async fn copy(
    desk: &Desk<'_>,
    url: &str,
    title: &str,
    creator: &str,
    is_signed: bool,
) -> Result<Video, Fault> {
    let body =
        json!({"url": url, "meta": {"name": title}, "creator": creator, "requireSignedURLs": is_signed});
    let path = "/stream/copy".to_owned();
    let result = call(desk, &with_body(Method::Post, path, &body, Kind::Creating)).await?;
    Video::read(&result).ok_or_else(nonsense)
}

/// The services to which a live input is sent on, as Stream answers them.
pub async fn outputs(desk: &Desk<'_>, input_id: &str) -> Result<Vec<Value>, Fault> {
    let result = call(desk, &Call::get(format!("{}/outputs", input_path(input_id)))).await?;
    Ok(result.as_array().cloned().unwrap_or_default())
}

/// One more of them.
pub async fn create_output(desk: &Desk<'_>, input_id: &str, new: &NewOutput) -> Result<Value, Fault> {
    let body = json!({"url": new.url, "streamKey": new.stream_key.expose(), "enabled": new.is_enabled});
    let path = format!("{}/outputs", input_path(input_id));
    call(desk, &with_body(Method::Post, path, &body, Kind::Creating)).await
}

/// Sends to one of them, or not.
pub async fn change_output(
    desk: &Desk<'_>,
    input_id: &str,
    output_id: &str,
    is_enabled: bool,
) -> Result<Value, Fault> {
    let body = json!({"enabled": is_enabled});
    let path = format!("{}/outputs/{output_id}", input_path(input_id));
    call(desk, &with_body(Method::Put, path, &body, Kind::Repeatable)).await
}

/// One less of them. What is not there is [`Fault::NotFound`] at the first attempt.
pub async fn delete_output(desk: &Desk<'_>, input_id: &str, output_id: &str) -> Result<(), Fault> {
    act(desk, Method::Delete, format!("{}/outputs/{output_id}", input_path(input_id))).await.map(drop)
}
