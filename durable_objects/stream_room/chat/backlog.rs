//! Clients that do not read: what is sent to them waits in memory, which the whole room shares.
//!
//! The platform tells how much waits for a socket, so whoever reads is never cut off, however silent; and whoever does
//! not is, however much they say. A close does not free what waits, which only reading or the end of the connection
//! does; but nothing is added to it any more. Polling sessions are limited each by their own rules, and here all
//! together.

use super::room::{ChatRoom, Want};
use super::roster::Line;
use crate::platform::sockets::Socket;
use domain::time::Millis;

/// What may wait for one socket: a sixteenth of an object's memory, and sixteen of the largest catch-ups, so that nobody
/// is cut off for having missed much or for a line that stalls for some seconds in a busy room.
const MAX_SOCKET_BYTES: u64 = 8_388_608;
/// What may wait for all polling sessions together: a quarter of what an object's memory holds.
const MAX_POLLING_BYTES: usize = 33_554_432;
/// Everyone is looked at each time that so much was told: to ask costs little, but more than nothing.
const LOOK_EVERY_BYTES: usize = 1_048_576;

/// What was told to everyone since everyone was looked at.
#[derive(Default)]
pub(super) struct Backlog {
    told_bytes: usize,
}

impl ChatRoom {
    /// So much was told to everyone: time to look who does not read?
    pub(super) fn told(&mut self, bytes: usize) {
        self.backlog.told_bytes = self.backlog.told_bytes.saturating_add(bytes);
        if self.backlog.told_bytes < LOOK_EVERY_BYTES {
            return;
        }
        self.backlog.told_bytes = 0;
        let sockets = self.roster.listeners().filter_map(|listener| match &listener.line {
            Line::Socket(socket) => Some(socket),
            Line::Polling(_) => None,
        });
        self.wants.extend(sockets.filter(|socket| is_behind(socket)).cloned().map(Want::CutOff));
        self.trim_pollings();
    }

    /// Something was sent to this socket alone.
    pub(super) fn look_after(&mut self, socket: &Socket) {
        if is_behind(socket) {
            self.wants.push(Want::CutOff(socket.clone()));
        }
    }

    /// Gives up a socket whose client does not read.
    pub(super) fn cut_off(&mut self, socket: &Socket, now: Millis) {
        if !socket.is_closing() {
            socket.close(4408, "you do not read what is sent to you: connect again, with after");
            self.gone(socket, now);
        }
    }

    /// Drops polling sessions until the rest is not too much, those with the most to fetch first: their clients find
    /// them unknown, and open others.
    fn trim_pollings(&mut self) {
        let mut kept = self.pollings.held_bytes();
        let mut total: usize = kept.iter().map(|(bytes, _)| bytes).sum();
        kept.sort_unstable();
        while total > MAX_POLLING_BYTES
            && let Some((bytes, sid)) = kept.pop()
        {
            total -= bytes;
            self.wants.push(Want::Drop(sid));
        }
    }
}

fn is_behind(socket: &Socket) -> bool {
    socket.backlog_bytes() > MAX_SOCKET_BYTES
}
