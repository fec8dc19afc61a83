//! What a reader sees of a body.

/// Some bytes of a body, wherever they are kept: a look at one of them may be dear.
pub trait Window {
    /// How many bytes there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them; 0 beyond the end.
    fn at(&self, index: usize) -> u8;

    /// The first place from `from` on where `byte` stands.
    fn find(&self, byte: u8, from: usize) -> Option<usize>;
}

impl Window for [u8] {
    fn len(&self) -> usize {
        self.len()
    }

    fn at(&self, index: usize) -> u8 {
        self.get(index).copied().unwrap_or(0)
    }

    fn find(&self, byte: u8, from: usize) -> Option<usize> {
        let rest = self.get(from..)?;
        rest.iter().position(|other| *other == byte).map(|place| place + from)
    }
}
