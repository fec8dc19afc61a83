//! The chat of a stream: its sockets, its log, its rules.
//!
//! # How a message becomes true
//! [`room::ChatRoom`] judges it and gives it its number; it is written to the log with all others of its moment
//! ([`speaking`]), and only then acknowledged and told to everyone. The platform holds back what is sent until what
//! was written is on disk, so nothing is acknowledged or heard that a crash could undo. The index in D1 and the
//! archive in R2 follow by alarm ([`copying`], [`archives`]).
//!
//! Everything in [`room::ChatRoom`] is done between two awaits. What needs an await (a session asked for, a timer, a
//! copy) it leaves as a [`room::Want`] to [`Chat`], which comes back with the outcome.

mod acts;
mod announcing;
mod archives;
mod backlog;
pub mod calls;
mod copier;
pub mod copying;
mod deletions;
mod doubts;
mod engine;
mod entering;
mod hearing;
mod heartbeat;
mod latest;
mod log;
mod moderating;
mod namespace;
mod polling;
mod presence;
mod reading;
mod room;
mod roster;
mod seat;
mod shell;
mod speaking;
mod standing;

pub(super) use shell::{Chat, House};
