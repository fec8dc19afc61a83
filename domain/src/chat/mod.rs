//! Chat: who may say what in a room, what a message is, and when the room sends.

pub mod ban;
pub mod blocked;
pub mod copies;
pub mod denied;
mod fold;
pub mod frame;
pub mod judge;
mod link;
pub mod message;
pub mod names;
pub mod pace;
pub mod person;
pub mod presence;
pub mod rate;
pub mod reading;
pub mod refusal;
pub mod rules;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod text;
pub mod time_text;
mod top_level;
pub mod user_id;
mod write;
