//! Reading: `<type>[<attachments>-][/namespace,][ack id][JSON]`.

use super::{MAIN_NAMESPACE, Malformed, Packet};
use serde_json::Value;

/// More attachments than this are refused before the first is waited for.
const MAX_ATTACHMENTS: u32 = 10;

/// Names that mean something to the libraries on both sides, so that no event may have them.
const RESERVED_EVENTS: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Reads the text of an Engine.IO message.
///
/// # Errors
/// [`Malformed`] for whatever the reference parser refuses. Beyond that, for what no library sends: an event,
/// acknowledgement or connect error without its payload, a number where nothing is to be acknowledged, none where
/// something is, and one beyond 64 bits.
pub fn decode(text: &str) -> Result<Packet, Malformed> {
    let (kind, rest) = text.split_at_checked(1).ok_or(Malformed)?;
    let (attachments, rest) = if matches!(kind, "5" | "6") { attachments(rest)? } else { (0, rest) };
    let (namespace, rest) = namespace(rest);
    let namespace = namespace.to_owned();
    match kind {
        "0" => Ok(Packet::Connect { namespace, data: proof(rest)? }),
        "1" if rest.is_empty() => Ok(Packet::Disconnect { namespace }),
        "2" | "5" => event(attachments, namespace, rest),
        "3" | "6" => ack(attachments, namespace, rest),
        "4" => Ok(Packet::ConnectError { namespace, data: fault(rest)? }),
        _ => Err(Malformed),
    }
}

/// An event; its first argument is its name.
fn event(attachments: u32, namespace: String, rest: &str) -> Result<Packet, Malformed> {
    let (ack_id, json) = number(rest)?;
    let args = array(json)?;
    match args.first() {
        Some(Value::Number(_)) => {}
        Some(Value::String(name)) if !RESERVED_EVENTS.contains(&name.as_str()) => {}
        _ => return Err(Malformed),
    }
    Ok(match attachments {
        0 => Packet::Event { namespace, ack_id, args },
        _ => Packet::BinaryEvent { attachments, namespace, ack_id, args },
    })
}

/// An acknowledgement; without a number it would acknowledge nothing.
fn ack(attachments: u32, namespace: String, rest: &str) -> Result<Packet, Malformed> {
    let (ack_id, json) = number(rest)?;
    let (ack_id, args) = (ack_id.ok_or(Malformed)?, array(json)?);
    Ok(match attachments {
        0 => Packet::Ack { namespace, ack_id, args },
        _ => Packet::BinaryAck { attachments, namespace, ack_id, args },
    })
}

/// `<n>-`, from one to [`MAX_ATTACHMENTS`].
fn attachments(text: &str) -> Result<(u32, &str), Malformed> {
    let (count, rest) = number(text)?;
    let count = count.and_then(|count| u32::try_from(count).ok()).ok_or(Malformed)?;
    let rest = rest.strip_prefix('-').ok_or(Malformed)?;
    if (1..=MAX_ATTACHMENTS).contains(&count) { Ok((count, rest)) } else { Err(Malformed) }
}

/// `/name,`; the comma may be missing where nothing follows.
fn namespace(text: &str) -> (&str, &str) {
    if text.starts_with('/') { text.split_once(',').unwrap_or((text, "")) } else { (MAIN_NAMESPACE, text) }
}

/// The decimal number that the text begins with, if there is one.
fn number(text: &str) -> Result<(Option<u64>, &str), Malformed> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.strip_suffix(rest).unwrap_or_default();
    if digits.is_empty() {
        return Ok((None, rest));
    }
    digits.parse().map(|number| (Some(number), rest)).map_err(|_| Malformed)
}

/// What a client connects with: an object or nothing.
fn proof(json: &str) -> Result<Option<Value>, Malformed> {
    if json.is_empty() {
        return Ok(None);
    }
    let value = value(json)?;
    if value.is_object() { Ok(Some(value)) } else { Err(Malformed) }
}

/// Why a client is not let in: an object or a text.
fn fault(json: &str) -> Result<Value, Malformed> {
    let value = value(json)?;
    if value.is_object() || value.is_string() { Ok(value) } else { Err(Malformed) }
}

fn array(json: &str) -> Result<Vec<Value>, Malformed> {
    match value(json)? {
        Value::Array(values) => Ok(values),
        _ => Err(Malformed),
    }
}

/// Any JSON, as deep as serde_json follows it (127 levels).
fn value(json: &str) -> Result<Value, Malformed> {
    serde_json::from_str(json).map_err(|_| Malformed)
}
