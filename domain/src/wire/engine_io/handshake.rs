//! What a request asks for, how it is refused, and how a session opens.

/// The way packets travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP requests, some of which wait.
    Polling,
    /// A WebSocket.
    WebSocket,
}

/// Why a request is refused: the protocol's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither `polling` nor `websocket`.
    TransportUnknown,
    /// No such session, or none any more.
    SessionIdUnknown,
    /// A session begins with GET.
    BadHandshakeMethod,
    /// Not what the session is ready for.
    BadRequest,
    /// Not for this client.
    Forbidden,
    /// Not the fourth revision.
    UnsupportedProtocolVersion,
}

impl Refusal {
    /// The protocol's number.
    pub const fn code(self) -> u8 {
        self.parts().0
    }

    /// The reference server's words.
    pub const fn message(self) -> &'static str {
        self.parts().1
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        if matches!(self, Self::Forbidden) { 403 } else { 400 }
    }

    /// The JSON body of the answer.
    pub fn body(self) -> String {
        format!(r#"{{"code":{},"message":"{}"}}"#, self.code(), self.message())
    }

    const fn parts(self) -> (u8, &'static str) {
        match self {
            Self::TransportUnknown => (0, "Transport unknown"),
            Self::SessionIdUnknown => (1, "Session ID unknown"),
            Self::BadHandshakeMethod => (2, "Bad handshake method"),
            Self::BadRequest => (3, "Bad request"),
            Self::Forbidden => (4, "Forbidden"),
            Self::UnsupportedProtocolVersion => (5, "Unsupported protocol version"),
        }
    }
}

/// What a request asks for. Whether its session exists is for the keeper of the sessions to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// How the client wants to talk.
    pub transport: Transport,
    /// The session that it goes on with; `None` opens one.
    pub sid: Option<String>,
}

impl Ask {
    /// Reads a request by its method, whether it is a WebSocket's, and its query.
    ///
    /// # Errors
    /// The first [`Refusal`] in the reference server's order: the transport, then for a known session what does
    /// not fit it, then for a new one the method, the transport again and last the version.
    pub fn read(
        method: &str,
        is_upgrade: bool,
        query: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Refusal> {
        let transport = match query("transport").as_deref() {
            Some("polling") => Transport::Polling,
            Some("websocket") => Transport::WebSocket,
            _ => return Err(Refusal::TransportUnknown),
        };
        let sid = query("sid").filter(|sid| !sid.is_empty());
        let fits = is_upgrade == (transport == Transport::WebSocket);
        let is_fourth = query("EIO").as_deref() == Some("4");
        match sid {
            Some(_) if !(fits && is_fourth && matches!(method, "GET" | "POST")) => Err(Refusal::BadRequest),
            None if method != "GET" => Err(Refusal::BadHandshakeMethod),
            None if !fits => Err(Refusal::BadRequest),
            None if !is_fourth => Err(Refusal::UnsupportedProtocolVersion),
            sid => Ok(Self { transport, sid }),
        }
    }
}

/// How often the server asks whether the client lives, and how long it waits for the answer.
///
/// Their sum must stay below 2³¹ ms: a client adds them up for a timer that holds no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// Milliseconds between two pings.
    pub ping_interval_ms: u32,
    /// Milliseconds that the client has to answer.
    pub ping_timeout_ms: u32,
}

/// The packet that opens a session. `upgrades` says whether this client may go on over a WebSocket, which only
/// one that polls can.
pub fn open_packet(sid: &str, heartbeat: &Heartbeat, max_payload_bytes: usize, upgrades: bool) -> String {
    let sid = serde_json::Value::from(sid);
    let upgrades = if upgrades { r#""websocket""# } else { "" };
    let Heartbeat { ping_interval_ms, ping_timeout_ms } = heartbeat;
    format!(
        r#"0{{"sid":{sid},"upgrades":[{upgrades}],"pingInterval":{ping_interval_ms},"pingTimeout":{ping_timeout_ms},"maxPayload":{max_payload_bytes}}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::Transport::{Polling, WebSocket};
    use super::*;

    fn read(method: &str, is_upgrade: bool, query: &str) -> Result<Ask, Refusal> {
        Ask::read(method, is_upgrade, |name| {
            let pairs = form_urlencoded::parse(query.as_bytes());
            pairs.into_iter().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
        })
    }

    #[test]
    fn a_session_opens_or_goes_on() {
        for (method, is_upgrade, query, transport, sid) in [
            ("GET", false, "EIO=4&transport=polling", Polling, None),
            ("GET", false, "EIO=4&transport=polling&sid=", Polling, None),
            ("GET", false, "EIO=4&transport=polling&t=x&sid=a", Polling, Some("a")),
            ("POST", false, "EIO=4&transport=polling&sid=a", Polling, Some("a")),
            ("GET", true, "EIO=4&transport=websocket", WebSocket, None),
            ("GET", true, "EIO=4&transport=websocket&sid=a", WebSocket, Some("a")),
        ] {
            let ask = Ask { transport, sid: sid.map(Into::into) };
            assert_eq!(read(method, is_upgrade, query), Ok(ask), "{method} {query}");
        }
    }

    #[test]
    fn the_first_fault_in_the_reference_servers_order_is_told() {
        for (method, is_upgrade, query, code) in [
            ("POST", false, "", 0),
            ("GET", false, "EIO=4", 0),
            ("GET", false, "EIO=4&transport=abc", 0),
            ("GET", true, "EIO=4&transport=webtransport&sid=a", 0),
            ("POST", false, "transport=polling", 2),
            ("PUT", false, "EIO=4&transport=polling", 2),
            ("POST", false, "EIO=4&transport=websocket", 2),
            ("GET", false, "transport=websocket", 3),
            ("GET", true, "EIO=4&transport=polling", 3),
            ("GET", false, "EIO=4&transport=websocket&sid=a", 3),
            ("GET", true, "EIO=4&transport=polling&sid=a", 3),
            ("GET", false, "EIO=3&transport=polling&sid=a", 3),
            ("PUT", false, "EIO=4&transport=polling&sid=a", 3),
            ("GET", false, "transport=polling", 5),
            ("GET", false, "EIO=abc&transport=polling", 5),
            ("GET", true, "EIO=3&transport=websocket", 5),
        ] {
            let refusal = read(method, is_upgrade, query).map_err(Refusal::code);
            assert_eq!(refusal, Err(code), "{method} {query}");
        }
    }

    #[test]
    fn a_refusal_has_the_reference_servers_words() {
        for (refusal, status, body) in [
            (Refusal::TransportUnknown, 400, r#"{"code":0,"message":"Transport unknown"}"#),
            (Refusal::SessionIdUnknown, 400, r#"{"code":1,"message":"Session ID unknown"}"#),
            (Refusal::BadHandshakeMethod, 400, r#"{"code":2,"message":"Bad handshake method"}"#),
            (Refusal::BadRequest, 400, r#"{"code":3,"message":"Bad request"}"#),
            (Refusal::Forbidden, 403, r#"{"code":4,"message":"Forbidden"}"#),
            (
                Refusal::UnsupportedProtocolVersion,
                400,
                r#"{"code":5,"message":"Unsupported protocol version"}"#,
            ),
        ] {
            assert_eq!((refusal.status(), refusal.body().as_str()), (status, body));
        }
    }

    #[test]
    fn the_opening_tells_the_client_what_it_must_know() {
        let heartbeat = Heartbeat { ping_interval_ms: 25_000, ping_timeout_ms: 20_000 };
        for (sid, upgrades, packet) in [
            (
                "a",
                true,
                r#"0{"sid":"a","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}"#,
            ),
            (
                "\"",
                false,
                r#"0{"sid":"\"","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}"#,
            ),
        ] {
            assert_eq!(open_packet(sid, &heartbeat, 65_536, upgrades), packet);
        }
    }
}
