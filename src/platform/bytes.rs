//! Bytes that stay in JavaScript's memory: what is uploaded goes from the network to the storage without passing
//! through WASM's, which never shrinks again.

use domain::wire::form_data::Window;
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

    /// Those from `start` up to `end`, not copied.
    pub fn part(&self, start: usize, end: usize) -> Self {
        Self(self.0.subarray(index(start), index(end)))
    }

    /// All of them, copied to this side.
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// The first of them, at most `max_bytes`, copied to this side.
    pub fn first(&self, max_bytes: usize) -> Vec<u8> {
        self.part(0, self.len().min(max_bytes)).to_vec()
    }
}

/// Single bytes are looked at across the border, and the runtime's own search finds where to look.
impl Window for Bytes {
    fn len(&self) -> usize {
        self.len()
    }

    fn at(&self, index: usize) -> u8 {
        i32::try_from(index).map_or(0, |index| self.0.at(index).unwrap_or(0))
    }

    fn find(&self, byte: u8, from: usize) -> Option<usize> {
        usize::try_from(self.0.index_of(byte, i32::try_from(from).ok()?)).ok()
    }
}

/// No run of bytes reaches 4 GB: a Worker has 128 MB.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
