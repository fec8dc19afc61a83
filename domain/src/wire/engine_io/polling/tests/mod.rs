use super::*;
use crate::wire::engine_io::Packet;

mod ending;
mod heartbeat;
mod messages;
mod properties;
mod upgrading;

const HEARTBEAT: Heartbeat = Heartbeat { ping_interval_ms: 300, ping_timeout_ms: 200 };
const LIMITS: Limits = Limits { max_packets: 4, max_bytes: 40, upgrade_timeout_ms: 100 };

fn session() -> Polling {
    Polling::new(HEARTBEAT, LIMITS, Millis(0))
}

fn waiting() -> Polling {
    let mut session = session();
    assert_eq!(session.poll(), Polled::Wait);
    session
}

fn sends(session: &mut Polling, packet: &str) -> Result<Effects, Refusal> {
    session.send(packet.into())
}

fn answer(packet: &str) -> Effects {
    Effects { answer: Some(packet.into()), ..Effects::default() }
}

fn closed(reason: Reason) -> Effects {
    Effects { closed: Some(reason), ..Effects::default() }
}

fn message(text: &str) -> Packet {
    Packet::Message(text.into())
}

/// Over, and nothing is accepted.
fn assert_over(session: &mut Polling) {
    let unknown = Refusal::SessionIdUnknown;
    assert!(session.is_over());
    assert_eq!(session.due_at(), None);
    assert_eq!(session.poll(), Polled::Refuse(unknown, Effects::default()));
    assert_eq!(session.post("4a", Millis(0)), Posted { outcome: Err(unknown), effects: Effects::default() });
    assert_eq!(sends(session, "4a"), Err(unknown));
    assert_eq!(session.probe_opened(Millis(0)), Err(unknown));
    assert_eq!(session.probe_said("2probe"), Probed::Close);
    assert_eq!(session.poll_gone(), Effects::default());
    assert_eq!(session.tick(Millis(1_000_000)), Effects::default());
    assert_eq!(session.close(Millis(0)), Effects::default());
}
