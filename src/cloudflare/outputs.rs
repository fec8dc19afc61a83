//! Other services to which a broadcast is sent on. Their keys go in and never come out.

use super::api::Fault;
use super::{calls, owning};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::streams;
use domain::cloudflare::draft::{NewOutput, read_enabled};
use domain::problem::Problem;
use serde_json::{Value, json};
use worker::Response;

/// `GET /streams/:id/outputs`
pub async fn list(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    streams::owned(app, inbound, id).await?;
    let (desk, row) = owning::needed(app, id).await?;
    let outputs = calls::outputs(&desk, &row.input_id).await?;
    reply::json(200, &json!({"items": outputs.iter().map(view).collect::<Vec<_>>()}))
}

/// `POST /streams/:id/outputs`
pub async fn create(app: &App, inbound: &mut Inbound, id: i64) -> Result<Response, ApiError> {
    streams::owned(app, inbound, id).await?;
    let (desk, row) = owning::needed(app, id).await?;
    let new = NewOutput::read(inbound.json(app.config.max_body_bytes).await?)?;
    let made = calls::create_output(&desk, &row.input_id, &new).await.map_err(|fault| match fault {
        Fault::Refused(400..=422, _) => {
            Problem::Conflict("Cloudflare Stream does not take this output: 50 are the most".into()).into()
        }
        fault => ApiError::from(fault),
    })?;
    reply::json(201, &view(&made))
}

/// `PUT /streams/:id/outputs/:outputId`
pub async fn update(app: &App, inbound: &mut Inbound, id: i64, output: &str) -> Result<Response, ApiError> {
    streams::owned(app, inbound, id).await?;
    let (desk, row) = owning::needed(app, id).await?;
    let is_enabled = read_enabled(inbound.json(app.config.max_body_bytes).await?)?;
    let changed = calls::change_output(&desk, &row.input_id, output, is_enabled).await.map_err(missing)?;
    reply::json(200, &view(&changed))
}

/// `DELETE /streams/:id/outputs/:outputId`
pub async fn delete(app: &App, inbound: &Inbound, id: i64, output: &str) -> Result<Response, ApiError> {
    streams::owned(app, inbound, id).await?;
    let (desk, row) = owning::needed(app, id).await?;
    calls::delete_output(&desk, &row.input_id, output).await.map_err(missing)?;
    Ok(reply::empty())
}

fn missing(fault: Fault) -> ApiError {
    match fault {
        Fault::NotFound => Problem::NotFound("output").into(),
        fault => fault.into(),
    }
}

/// An output without its key. The address is without its query, where some services have theirs.
fn view(output: &Value) -> Value {
    let url = output.get("url").and_then(Value::as_str).unwrap_or_default();
    json!({
        "id": output.get("uid"),
        "url": url.split('?').next(),
        "enabled": output.get("enabled"),
        "state": output.pointer("/status/current/state"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_shown_without_its_key() {
        let shown =
            view(&json!({"uid": "a", "url": "srt://h:1?streamid=k", "streamKey": "uzya", "enabled": true}));
        assert_eq!(shown, json!({"id": "a", "url": "srt://h:1", "enabled": true, "state": null}));
    }
}
