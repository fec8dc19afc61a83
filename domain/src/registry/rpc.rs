//! JSON-RPC as nodes speak it: questions put together, answers taken apart. A node may answer anything.

use serde::Deserialize;
use serde_json::{Value, json};

/// Codes with which a node says that it has no time, or broke down: another one may know better.
const AWAY_CODES: [i64; 3] = [429, -32005, -32603];

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The method's name.
    pub method: &'static str,
    /// Its parameters, a list.
    pub params: Value,
}

impl Ask {
    /// A question.
    pub const fn new(method: &'static str, params: Value) -> Self {
        Self { method, params }
    }
}

/// A node's refusal. It is an answer: another node would say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The node's number for it.
    pub code: i64,
    /// The node's words.
    pub message: String,
    /// What the contract said, in bytes.
    pub data: Vec<u8>,
}

/// What a question brought.
pub type Outcome = Result<Value, Refusal>;

/// An answer that cannot be believed. Which, the log says in these words, for the node's own may hold anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not what JSON-RPC says.
    #[error("not JSON-RPC")]
    Shape,
    /// One of several answers is missing.
    #[error("an answer is missing")]
    Incomplete,
    /// The node has no time.
    #[error("the node is busy")]
    Busy,
    /// The node is one of another chain.
    #[error("another chain")]
    OtherChain,
}

/// The request's body: several questions go together.
pub fn request(asks: &[Ask]) -> String {
    let calls = asks
        .iter()
        .enumerate()
        .map(|(id, ask)| json!({"jsonrpc": "2.0", "id": id, "method": ask.method, "params": ask.params}));
    Value::Array(calls.collect()).to_string()
}

#[derive(Deserialize)]
struct Reply {
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<ErrorObject>,
}

/// A `result` of null is one.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct ErrorObject {
    code: Option<i64>,
    message: Option<String>,
    data: Option<Value>,
}

/// What came of `count` questions, in their order, in whatever order the node answered.
///
/// # Errors
/// [`Fault`]: ask another node.
pub fn read(body: &[u8], count: usize) -> Result<Vec<Outcome>, Fault> {
    let replies: Vec<Reply> = serde_json::from_slice(body).map_err(|_| Fault::Shape)?;
    let mut outcomes: Vec<Option<Outcome>> = vec![None; count];
    for reply in replies {
        let id = reply.id.as_ref().and_then(Value::as_u64).and_then(|id| usize::try_from(id).ok());
        let slot = id.and_then(|id| outcomes.get_mut(id)).ok_or(Fault::Shape)?;
        *slot = Some(outcome(reply.result, reply.error)?);
    }
    outcomes.into_iter().collect::<Option<_>>().ok_or(Fault::Incomplete)
}

fn outcome(result: Option<Value>, error: Option<ErrorObject>) -> Result<Outcome, Fault> {
    match (result, error) {
        (_, Some(error)) => refusal(error).map(Err),
        (Some(result), None) => Ok(Ok(result)),
        (None, None) => Err(Fault::Shape),
    }
}

fn refusal(error: ErrorObject) -> Result<Refusal, Fault> {
    let (code, message) = (error.code.unwrap_or_default(), error.message.unwrap_or_default());
    let data = error.data.as_ref().and_then(revert_data).unwrap_or_default();
    let is_about_the_call = !data.is_empty() || message.contains("revert");
    if AWAY_CODES.contains(&code) && !is_about_the_call {
        return Err(Fault::Busy);
    }
    Ok(Refusal { code, message, data })
}

/// Nodes put what the contract said right there, or somewhere inside.
fn revert_data(data: &Value) -> Option<Vec<u8>> {
    match data {
        Value::String(text) => bytes(text),
        Value::Object(members) => members.values().find_map(revert_data),
        _ => None,
    }
}

/// The bytes of a hexadecimal text with `0x`.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("0x")?).ok()
}

/// The number of a quantity: `0x` and hex digits.
pub fn quantity(value: &Value) -> Option<u128> {
    u128::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
}

/// A quantity that counts something.
pub fn count(value: &Value) -> Option<u64> {
    quantity(value).and_then(|number| u64::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn answers_are_put_into_the_order_of_the_questions() {
        let body = br#"[{"jsonrpc":"2.0","id":1,"result":null},{"id":0,"error":{"code":3,"message":"execution reverted","data":"0xab"}}]"#;
        let outcomes = read(body, 2).unwrap();
        let refusal = Refusal { code: 3, message: "execution reverted".into(), data: vec![0xab] };
        assert_eq!(outcomes, [Err(refusal), Ok(Value::Null)]);
    }

    #[test]
    fn what_cannot_be_believed_is_told_from_an_answer() {
        for (body, want) in [
            ("", Fault::Shape),
            ("{}", Fault::Shape),
            ("<html>", Fault::Shape),
            (r#"{"id":0,"result":"0x1"}"#, Fault::Shape),
            (r#"[{"id":0}]"#, Fault::Shape),
            (r#"[{"id":7,"result":"0x1"}]"#, Fault::Shape),
            (r#"[{"id":"a","result":"0x1"}]"#, Fault::Shape),
            ("[]", Fault::Incomplete),
            (r#"[{"id":0,"error":{"code":-32005,"message":"limit exceeded"}}]"#, Fault::Busy),
            (r#"[{"id":0,"error":{"code":429,"message":"compute units"}}]"#, Fault::Busy),
        ] {
            assert_eq!(read(body.as_bytes(), 1), Err(want), "{body}");
        }
    }

    #[test]
    fn what_the_contract_said_is_found_where_nodes_put_it() {
        for data in [r#""0x0102""#, r#"{"data":"0x0102"}"#, r#"{"0xhash":{"return":"0x0102"}}"#] {
            let body = format!(r#"[{{"id":0,"error":{{"code":-32603,"message":"m","data":{data}}}}}]"#);
            let refusal = read(body.as_bytes(), 1).unwrap().remove(0).unwrap_err();
            assert_eq!(refusal.data, [1, 2], "{data}");
        }
    }

    #[test]
    fn numbers_are_hexadecimal() {
        for (value, want) in [
            (json!("0x0"), Some(0)),
            (json!("0xfF"), Some(255)),
            (json!("ff"), None),
            (json!("0x"), None),
            (json!(7), None),
            (json!("0x100000000000000000000000000000000"), None),
        ] {
            assert_eq!(quantity(&value), want, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_panics(body in any::<Vec<u8>>(), count in 0..4_usize) {
            let _ = read(&body, count);
        }
    }
}
