//! Why a Socket.IO client does not get in.

use crate::problem::{Problem, TokenFault};
use serde::{Deserialize, Serialize};

/// Why somebody is not let into the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Denied {
    /// No token.
    Missing,
    /// A token that was valid once.
    Expired,
    /// A token that does not count.
    Invalid,
    /// A token whose session has ended.
    Revoked,
    /// A room of no stream.
    NoStream,
    /// It cannot be told at the moment.
    Away,
}

impl Denied {
    /// Why a token that was refused with `problem` lets nobody in.
    pub const fn of(problem: &Problem) -> Self {
        match problem {
            Problem::Token(TokenFault::Missing) => Self::Missing,
            Problem::Token(TokenFault::Expired) => Self::Expired,
            Problem::Token(TokenFault::Revoked) => Self::Revoked,
            Problem::Token(TokenFault::NotYetValid | TokenFault::Invalid) => Self::Invalid,
            _ => Self::Away,
        }
    }

    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::Expired => "token_expired",
            Self::Invalid => "token_invalid",
            Self::Revoked => "session_revoked",
            Self::NoStream => "stream_not_found",
            Self::Away => "unavailable",
        }
    }

    /// The same for people.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Missing => "a token is needed: send it as auth.token",
            Self::Expired => TokenFault::Expired.detail(),
            Self::Invalid => TokenFault::Invalid.detail(),
            Self::Revoked => TokenFault::Revoked.detail(),
            Self::NoStream => "stream not found",
            Self::Away => "the token cannot be checked at the moment: try again",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refused_token_has_its_word() {
        for (problem, code) in [
            (Problem::Token(TokenFault::Missing), "token_missing"),
            (Problem::Token(TokenFault::Expired), "token_expired"),
            (Problem::Token(TokenFault::NotYetValid), "token_invalid"),
            (Problem::Token(TokenFault::Invalid), "token_invalid"),
            (Problem::Token(TokenFault::Revoked), "session_revoked"),
            (Problem::Unavailable("the database"), "unavailable"),
        ] {
            let denied = Denied::of(&problem);
            assert_eq!(denied.code(), code);
            assert!(!denied.message().is_empty());
        }
    }
}
