//! Writing what the server says all day, from JSON that is text already.
//!
//! Each is a whole Engine.IO message, `4` included: one text that is made once and sent to many.

use super::encode::head;
use serde_json::Value;

/// The client is in the main namespace. `pid` is what it can come back with after a lost connection.
pub fn connected(sid: &str, pid: Option<&str>) -> String {
    let sid = Value::from(sid);
    match pid {
        Some(pid) => format!(r#"40{{"sid":{sid},"pid":{}}}"#, Value::from(pid)),
        None => format!(r#"40{{"sid":{sid}}}"#),
    }
}

/// The client is not let into the namespace; `code` is a word for programs.
pub fn refused(namespace: &str, message: &str, code: Option<&str>) -> String {
    let (head, message) = (head("44", namespace), Value::from(message));
    match code {
        Some(code) => format!(r#"{head}{{"message":{message},"data":{{"code":{}}}}}"#, Value::from(code)),
        None => format!(r#"{head}{{"message":{message}}}"#),
    }
}

/// An event of the main namespace with one argument, and the offset that a client which comes back tells.
///
/// `name` and `offset` are the server's own words: neither needs escaping.
pub fn event(name: &str, payload_json: &str, offset: Option<&str>) -> String {
    match offset {
        Some(offset) => ["42[\"", name, "\",", payload_json, ",\"", offset, "\"]"].concat(),
        None => ["42[\"", name, "\",", payload_json, "]"].concat(),
    }
}

/// The acknowledgement of an event of the main namespace.
pub fn ack(ack_id: u64, payload_json: &str) -> String {
    ["43", &ack_id.to_string(), "[", payload_json, "]"].concat()
}
