//! What can be done to a room on the chain.

use serde::{Deserialize, Serialize};

/// A change of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// It comes into being.
    Create,
    /// Its title or policy is another.
    Update,
    /// It is on air.
    GoLive,
    /// It commits to another stream key.
    RotateKey,
    /// It is over for good.
    End,
    /// No change of a room: a transaction without effect, in the place of a nonce that would be missing.
    Filler,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Create, Self::Update, Self::GoLive, Self::RotateKey, Self::End, Self::Filler];

    /// The word in storage, log and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::GoLive => "goLive",
            Self::RotateKey => "rotateKey",
            Self::End => "end",
            Self::Filler => "filler",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// How far a room is once this is done; `None` when it says nothing of that.
    pub const fn reaches(self) -> Option<Stage> {
        match self {
            Self::Create => Some(Stage::Created),
            Self::GoLive => Some(Stage::Live),
            Self::End => Some(Stage::Ended),
            Self::Update | Self::RotateKey | Self::Filler => None,
        }
    }
}

/// How far a room is in its life, which goes one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// There is no such room.
    None,
    /// It is there.
    Created,
    /// It is on air.
    Live,
    /// It is over.
    Ended,
}

impl Stage {
    /// The word in storage and answers; the contract's own for all but `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Created => "created",
            Self::Live => "live",
            Self::Ended => "ended",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::None, Self::Created, Self::Live, Self::Ended].into_iter().find(|stage| stage.as_str() == word)
    }

    /// The contract's number for it.
    pub const fn of_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::None),
            1 => Some(Self::Created),
            2 => Some(Self::Live),
            3 => Some(Self::Ended),
            _ => None,
        }
    }

    /// The changes that bring a room there. One that ends without having been on air is never said to be.
    pub const fn path(self, was_on_air: bool) -> &'static [Kind] {
        match (self, was_on_air) {
            (Self::None, _) => &[],
            (Self::Created, _) => &[Kind::Create],
            (Self::Live, _) => &[Kind::Create, Kind::GoLive],
            (Self::Ended, true) => &[Kind::Create, Kind::GoLive, Kind::End],
            (Self::Ended, false) => &[Kind::Create, Kind::End],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
        for number in 0..4 {
            let stage = Stage::of_number(number).unwrap();
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
        }
        assert_eq!((Kind::parse("burn"), Stage::parse("gone"), Stage::of_number(4)), (None, None, None));
    }

    #[test]
    fn a_path_ends_where_it_leads_and_never_goes_back() {
        for stage in [Stage::Created, Stage::Live, Stage::Ended] {
            for was_on_air in [false, true] {
                let stages: Vec<Stage> =
                    stage.path(was_on_air).iter().filter_map(|kind| kind.reaches()).collect();
                assert!(stages.is_sorted());
                assert_eq!(stages.last(), Some(&stage));
            }
        }
    }
}
