//! The way to Stream's API: every call has its time, is made again where that is safe, and is not made at all while
//! Stream is down.

use super::Desk;
use crate::error::ApiError;
use crate::platform::fetch::{self, Answer, Excess, Outgoing};
use crate::platform::log::Level;
use crate::platform::{clock, later, random};
use domain::cloudflare::circuit::Circuit;
use domain::cloudflare::retry::{self, Failure, Kind};
use domain::problem::Problem;
use domain::time::Millis;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use worker::Method;

/// How long one attempt may take.
const LIMIT_MS: u64 = 5_000;
/// A list of a thousand videos has about a megabyte.
const MAX_BYTES: usize = 8_388_608;
/// Who is asked when Stream is meant.
pub const WHAT: &str = "Cloudflare Stream";

thread_local! {
    static CIRCUIT: RefCell<Circuit> = const { RefCell::new(Circuit::new()) };
    static ANSWERED_AT: Cell<Option<Millis>> = const { Cell::new(None) };
}

/// A call to be made.
#[derive(Debug)]
pub struct Call<'a> {
    /// How.
    pub method: Method,
    /// Where, within the account, with a slash before it.
    pub path: String,
    /// What is sent.
    pub body: Option<&'a Value>,
    /// What a repetition would do.
    pub kind: Kind,
}

impl Call<'_> {
    /// A question.
    pub fn get(path: String) -> Self {
        Self { method: Method::Get, path, body: None, kind: Kind::Repeatable }
    }
}

/// Why a call brought nothing.
#[derive(Debug)]
pub enum Fault {
    /// Stream is away; worth trying again in so many seconds.
    Away(u32),
    /// It was perhaps done; nobody knows.
    Lost,
    /// There is no such thing at Stream.
    NotFound,
    /// Stream does not do it: status and its own code.
    Refused(u16, Option<i64>),
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Away(retry_after_s) => Problem::Away { what: WHAT, retry_after_s }.into(),
            Fault::Lost => Problem::Away { what: WHAT, retry_after_s: 1 }.into(),
            other => Self::caused(Problem::BadUpstream(WHAT), format!("{other:?}")),
        }
    }
}

/// What came of one attempt.
enum Attempt {
    Done(Value),
    Failed(Failure),
    Over(Fault),
}

/// Makes a call; what Stream answers is its `result`, null when it says nothing.
///
/// # Errors
/// [`Fault`], after as many attempts as are of use.
pub async fn call(desk: &Desk<'_>, call: &Call<'_>) -> Result<Value, Fault> {
    let mut attempts = 0;
    loop {
        CIRCUIT.with_borrow_mut(|circuit| circuit.admit(clock::now())).map_err(Fault::Away)?;
        attempts += 1;
        let failure = match attempt(desk, call).await {
            Attempt::Done(result) => return Ok(result),
            Attempt::Over(fault) => return Err(fault),
            Attempt::Failed(failure) => failure,
        };
        let [chance] = random::bytes();
        match retry::pause_ms(call.kind, failure, attempts, chance) {
            Some(pause_ms) => later::pause(pause_ms).await,
            None => return Err(given_up(call.kind, failure)),
        }
    }
}

/// Whether calls go through as far as is known, and when Stream last answered.
pub fn last_known() -> (bool, Option<Millis>) {
    (CIRCUIT.with_borrow(Circuit::is_open), ANSWERED_AT.get())
}

fn given_up(kind: Kind, failure: Failure) -> Fault {
    match failure {
        Failure::Limited { wait_s } => Fault::Away(wait_s.unwrap_or(1).max(1)),
        _ if kind == Kind::Creating => Fault::Lost,
        _ => Fault::Away(2),
    }
}

async fn attempt(desk: &Desk<'_>, call: &Call<'_>) -> Attempt {
    let url = format!("{}{}", desk.account.api_url, call.path);
    let bearer = format!("Bearer {}", desk.account.api_token.expose());
    let body = call.body.map(Value::to_string);
    let outgoing = Outgoing {
        method: call.method.clone(),
        url: &url,
        headers: &[("authorization", &bearer), ("content-type", "application/json")],
        body: body.as_deref(),
    };
    match fetch::send(&outgoing, LIMIT_MS, MAX_BYTES, Excess::Refused).await {
        Ok(answer) => judge(desk, call, &answer),
        Err(fault) => failed(desk, call, Failure::Silent, json!({"cause": fault.to_string()})),
    }
}

fn judge(desk: &Desk<'_>, call: &Call<'_>, answer: &Answer) -> Attempt {
    let ray = answer.header("cf-ray");
    match answer.status {
        429 => {
            let wait_s = answer.header("retry-after").and_then(|text| text.trim().parse().ok());
            CIRCUIT.with_borrow_mut(|circuit| circuit.told_to_wait(wait_s.unwrap_or(1), clock::now()));
            note(desk, call, json!({"status": 429, "ray": ray}));
            Attempt::Failed(Failure::Limited { wait_s })
        }
        500.. => failed(desk, call, Failure::Broken, json!({"status": answer.status, "ray": ray})),
        _ => {
            CIRCUIT.with_borrow_mut(Circuit::succeeded);
            ANSWERED_AT.set(Some(clock::now()));
            read(desk, call, answer)
        }
    }
}

/// Some answers have no envelope and some nothing at all; half an answer is none.
fn read(desk: &Desk<'_>, call: &Call<'_>, answer: &Answer) -> Attempt {
    let is_fine = (200..300).contains(&answer.status);
    if is_fine && answer.body.is_empty() {
        return Attempt::Done(Value::Null);
    }
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.as_ref().and_then(|body| body.pointer("/errors/0/code")?.as_i64());
    let is_success = body.as_ref().is_some_and(|body| body.get("success") != Some(&Value::Bool(false)));
    match (is_fine, body) {
        (true, Some(mut body)) if is_success => {
            Attempt::Done(body.get_mut("result").map(Value::take).unwrap_or_default())
        }
        (true, None) => failed(desk, call, Failure::Silent, json!({"cause": "the answer is no JSON"})),
        _ if answer.status == 404 => Attempt::Over(Fault::NotFound),
        _ => {
            let ray = answer.header("cf-ray");
            note(desk, call, json!({"status": answer.status, "code": code, "ray": ray}));
            Attempt::Over(Fault::Refused(answer.status, code))
        }
    }
}

fn failed(desk: &Desk<'_>, call: &Call<'_>, failure: Failure, fields: Value) -> Attempt {
    CIRCUIT.with_borrow_mut(|circuit| circuit.failed(clock::now()));
    note(desk, call, fields);
    Attempt::Failed(failure)
}

/// One line for each attempt that came to nothing; paths hold ids, bodies and answers may hold keys.
fn note(desk: &Desk<'_>, call: &Call<'_>, mut fields: Value) {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("method".to_owned(), call.method.to_string().into());
        fields.insert("path".to_owned(), call.path.as_str().into());
    }
    desk.log.write(Level::Warn, "stream call failed", fields);
}
