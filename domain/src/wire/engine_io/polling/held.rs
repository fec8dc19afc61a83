//! What waits for the next poll.

/// How much a session may keep, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Packets that may wait for the next poll.
    pub max_packets: usize,
    /// Their bytes, taken together.
    pub max_bytes: usize,
    /// Milliseconds from the opening of a WebSocket until the session must have moved to it.
    pub upgrade_timeout_ms: u32,
}

/// Packets in the order in which they were sent.
#[derive(Debug, Default)]
pub(super) struct Held {
    packets: Vec<String>,
    bytes: usize,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.packets.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// False, and nothing is kept, when it would be too much.
    pub(super) fn put(&mut self, packet: String, limits: &Limits) -> bool {
        let bytes = self.bytes.saturating_add(packet.len());
        let fits = self.packets.len() < limits.max_packets && bytes <= limits.max_bytes;
        if fits {
            self.packets.push(packet);
            self.bytes = bytes;
        }
        fits
    }

    pub(super) fn take(&mut self) -> Vec<String> {
        std::mem::take(self).packets
    }

    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize) {
        (self.packets.len(), self.packets.iter().map(String::len).sum())
    }
}
