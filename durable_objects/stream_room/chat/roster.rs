//! Who listens, and how they are reached.

use super::seat::{Manner, Seat};
use crate::platform::sockets::{Socket, Sockets};
use domain::chat::user_id::UserId;
use std::collections::HashMap;

/// Where frames for somebody go.
#[derive(Clone)]
pub(super) enum Line {
    /// Over this socket.
    Socket(Socket),
    /// With the next poll of the session with this id.
    Polling(String),
}

/// Somebody who listens.
pub(super) struct Listener {
    pub(super) line: Line,
    pub(super) manner: Manner,
    pub(super) user_id: UserId,
}

/// All who listen, by their seats' ids, and how many people they are.
#[derive(Default)]
pub(super) struct Roster {
    listeners: HashMap<String, Listener>,
    people: HashMap<UserId, u32>,
}

impl Roster {
    /// Those whose sockets outlived the object's memory.
    pub(super) fn load(sockets: &Sockets) -> Self {
        let mut roster = Self::default();
        for socket in sockets.all().into_iter().filter(|socket| !socket.is_closing()) {
            if let Some(seat) = Seat::of(&socket) {
                roster.take(&seat, Line::Socket(socket));
            }
        }
        roster
    }

    /// Notes whoever sits there; an empty seat is none.
    pub(super) fn take(&mut self, seat: &Seat, line: Line) {
        let Some((person, manner)) = seat.taken() else { return };
        let user_id = person.user_id.clone();
        let listener = Listener { line, manner, user_id: user_id.clone() };
        if self.listeners.insert(seat.id.clone(), listener).is_none() {
            *self.people.entry(user_id).or_default() += 1;
        }
    }

    /// Strikes whoever sat there; says whether somebody did.
    pub(super) fn leave(&mut self, seat_id: &str) -> bool {
        let Some(listener) = self.listeners.remove(seat_id) else { return false };
        if let Some(seats) = self.people.get_mut(&listener.user_id) {
            *seats = seats.saturating_sub(1);
            if *seats == 0 {
                self.people.remove(&listener.user_id);
            }
        }
        true
    }

    /// Somebody is reached over another line from now on.
    pub(super) fn relocate(&mut self, seat_id: &str, line: Line) {
        if let Some(listener) = self.listeners.get_mut(seat_id) {
            listener.line = line;
        }
    }

    /// The lines of one person.
    pub(super) fn lines_of<'a>(&'a self, user_id: &'a UserId) -> impl Iterator<Item = &'a Listener> {
        self.listeners.values().filter(move |listener| listener.user_id == *user_id)
    }

    /// How many people listen: one with three tabs is one.
    pub(super) fn people(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    /// How many connections listen.
    pub(super) fn connections(&self) -> u32 {
        u32::try_from(self.listeners.len()).unwrap_or(u32::MAX)
    }

    /// The seats of all who listen.
    pub(super) fn seat_ids(&self) -> Vec<String> {
        self.listeners.keys().cloned().collect()
    }

    /// Those of them who still listen.
    pub(super) fn listeners_on(&self, seat_ids: &[String]) -> impl Iterator<Item = &Listener> {
        seat_ids.iter().filter_map(|seat_id| self.listeners.get(seat_id))
    }

    /// Everyone who listens.
    pub(super) fn listeners(&self) -> impl Iterator<Item = &Listener> {
        self.listeners.values()
    }
}
