//! Answers.

use crate::error::ApiError;
use domain::problem::{Problem, TokenFault};
use futures::Stream;
use problem_details::ProblemDetails;
use serde::Serialize;
use serde_json::{Map, Value, json};
use worker::{Headers, Response, ResponseBuilder};

/// JSON with a status.
///
/// # Errors
/// When the platform refuses to build it.
pub fn json<T: Serialize>(status: u16, body: &T) -> Result<Response, ApiError> {
    Ok(ResponseBuilder::new().with_status(status).from_json(body)?)
}

/// JSON that is text already, with a status.
///
/// # Errors
/// Never; as the others, so that handlers end alike.
pub fn json_text(status: u16, body: String) -> Result<Response, ApiError> {
    Ok(with_type(status, "application/json", body.into_bytes()))
}

/// What comes piece by piece.
///
/// # Errors
/// When the platform refuses to build it.
pub fn stream(
    content_type: &str,
    pieces: impl Stream<Item = worker::Result<Vec<u8>>> + 'static,
) -> Result<Response, ApiError> {
    let response = ResponseBuilder::new().from_stream(pieces)?;
    set(response.headers(), "content-type", content_type);
    Ok(response)
}

/// Nothing, successfully.
pub fn empty() -> Response {
    ResponseBuilder::new().with_status(204).empty()
}

/// Plain text with a status, as media servers read it.
pub fn text(status: u16, body: &str) -> Response {
    with_type(status, "text/plain; charset=utf-8", body.as_bytes().to_vec())
}

fn with_type(status: u16, content_type: &str, body: Vec<u8>) -> Response {
    let headers = Headers::new();
    set(&headers, "content-type", content_type);
    ResponseBuilder::new().with_status(status).with_headers(headers).fixed(body)
}

/// Sets a header. The platform refuses only names and values that are no header's; ours are.
pub fn set(headers: &Headers, name: &str, value: &str) {
    let _ = headers.set(name, value);
}

/// Headers with these values.
pub fn headers<const N: usize>(members: [(&str, &str); N]) -> Headers {
    let headers = Headers::new();
    for (name, value) in members {
        set(&headers, name, value);
    }
    headers
}

/// A problem in the contract's form (RFC 9457).
pub fn problem(problem: &Problem, request_id: &str) -> Response {
    let body = problem_body(problem, request_id);
    let response = with_type(problem.parts().0, "application/problem+json", body.into_bytes());
    for (name, value) in problem_headers(problem) {
        set(response.headers(), name, &value);
    }
    response
}

fn problem_body(problem: &Problem, request_id: &str) -> String {
    let (status, title) = problem.parts();
    let mut more = Map::new();
    more.insert("requestId".into(), request_id.into());
    if let Problem::Invalid(errors) = problem {
        more.insert("errors".into(), json!(errors));
    }
    let status = http::StatusCode::from_u16(status).unwrap_or_default();
    let details = ProblemDetails::from_status_code(status)
        .with_title(title)
        .with_detail(problem.to_string())
        .with_extensions(Value::Object(more));
    let mut body = serde_json::to_value(details).unwrap_or_default();
    if let Some(body) = body.as_object_mut() {
        body.insert("type".into(), format!("urn:liveroom:problem:{}", problem.code()).into());
    }
    body.to_string()
}

fn problem_headers(problem: &Problem) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    match problem {
        // RFC 6750: a request without a token is told the scheme only.
        Problem::Token(TokenFault::Missing) => headers.push(("www-authenticate", "Bearer".to_owned())),
        Problem::Token(fault) => headers.push((
            "www-authenticate",
            format!("Bearer error=\"invalid_token\", error_description=\"{}\"", fault.detail()),
        )),
        Problem::Credentials(_) | Problem::UnknownSender => {
            headers.push(("www-authenticate", "Bearer".to_owned()))
        }
        Problem::RangeNotSatisfiable { size_bytes } => {
            headers.push(("content-range", format!("bytes */{size_bytes}")));
        }
        Problem::MethodNotAllowed(allow) => headers.push(("allow", allow.clone())),
        _ => {}
    }
    if let Some(seconds) = problem.retry_after_s() {
        headers.push(("retry-after", seconds.to_string()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_the_contracts_form() {
        let body: Value =
            serde_json::from_str(&problem_body(&Problem::field("title", "too long"), "r1")).unwrap();
        assert_eq!(
            body,
            json!({
                "type": "urn:liveroom:problem:invalid-field", "title": "Invalid field", "status": 422,
                "detail": "one or more fields are invalid", "requestId": "r1",
                "errors": [{"field": "title", "message": "too long"}],
            })
        );
    }

    #[test]
    fn a_bad_token_is_told_from_none_and_a_busy_server_says_when() {
        for (problem, name, value) in [
            (Problem::Token(TokenFault::Missing), "www-authenticate", "Bearer"),
            (
                Problem::Token(TokenFault::Expired),
                "www-authenticate",
                "Bearer error=\"invalid_token\", error_description=\"the token has expired\"",
            ),
            (Problem::UnknownSender, "www-authenticate", "Bearer"),
            (Problem::TooMany { retry_after_s: 9 }, "retry-after", "9"),
            (Problem::MethodNotAllowed("GET".into()), "allow", "GET"),
        ] {
            assert_eq!(problem_headers(&problem), [(name, value.to_owned())]);
        }
    }
}
