//! Text that must not be seen.

use std::fmt;

/// A stream key, token or password on its way through the house.
///
/// `Debug` prints a placeholder, there is no `Display` and no `Serialize`: to let the text out one has to
/// say [`Secret::expose`], and that word is what reviewers look for.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Never for a log, an error or another's answer.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        assert_eq!(format!("{:?}", Some(Secret::new("sk_1"))), "Some([secret])");
    }
}
