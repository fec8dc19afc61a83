//! Bytes that stay in JavaScript's memory: what is uploaded goes from the network to the storage without passing
//! through WASM's, which never shrinks again.

use js_sys::Uint8Array;

/// A run of bytes on the other side of the border.
#[derive(Clone, Debug)]
pub struct Bytes(Uint8Array);

impl Bytes {
    /// Takes over what the platform handed out.
    pub(super) fn new(array: Uint8Array) -> Self {
        Self(array)
    }

    /// The platform's own value.
    pub(super) fn as_js(&self) -> &Uint8Array {
        &self.0
    }

    /// Copies bytes out to the other side.
    pub fn from_slice(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes))
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.0.length() as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them; 0 beyond the end.
    pub fn at(&self, index: usize) -> u8 {
        u32::try_from(index).map_or(0, |index| self.0.at(index as i32).unwrap_or(0))
    }

    /// Those from `start` up to `end`, not copied.
    pub fn part(&self, start: usize, end: usize) -> Self {
        Self(self.0.subarray(index(start), index(end)))
    }

    /// The first of them, at most `max_bytes`, copied to this side.
    pub fn first(&self, max_bytes: usize) -> Vec<u8> {
        self.part(0, self.len().min(max_bytes)).0.to_vec()
    }
}

/// No run of bytes reaches 4 GB: a Worker has 128 MB.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
