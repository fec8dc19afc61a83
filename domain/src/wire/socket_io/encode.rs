//! Writing any packet.

use super::{MAIN_NAMESPACE, Packet};
use serde_json::Value;

/// Writes a packet as the text of an Engine.IO message.
pub fn encode(packet: &Packet) -> String {
    match packet {
        Packet::Connect { namespace, data } => {
            let data = data.as_ref().map(Value::to_string).unwrap_or_default();
            [head("0", namespace), data].concat()
        }
        Packet::Disconnect { namespace } => head("1", namespace),
        Packet::Event { namespace, ack_id, args } => {
            [head("2", namespace), digits(*ack_id), array(args)].concat()
        }
        Packet::Ack { namespace, ack_id, args } => {
            [head("3", namespace), ack_id.to_string(), array(args)].concat()
        }
        Packet::ConnectError { namespace, data } => [head("4", namespace), data.to_string()].concat(),
        Packet::BinaryEvent { attachments, namespace, ack_id, args } => {
            [head(&format!("5{attachments}-"), namespace), digits(*ack_id), array(args)].concat()
        }
        Packet::BinaryAck { attachments, namespace, ack_id, args } => {
            [head(&format!("6{attachments}-"), namespace), ack_id.to_string(), array(args)].concat()
        }
    }
}

/// The type and the namespace.
pub(super) fn head(kind: &str, namespace: &str) -> String {
    if namespace == MAIN_NAMESPACE { kind.into() } else { [kind, namespace, ","].concat() }
}

fn digits(ack_id: Option<u64>) -> String {
    ack_id.map(|id| id.to_string()).unwrap_or_default()
}

fn array(args: &[Value]) -> String {
    let args: Vec<String> = args.iter().map(Value::to_string).collect();
    ["[", &args.join(","), "]"].concat()
}
