//! The body of a request, taken in piece by piece without passing through WASM's memory.

use super::bytes::Bytes;
use js_sys::futures::JsFuture;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::Result;

/// What is read at a time, in bytes. Little enough to lose when the sender breaks off, and enough that the way across
/// the border costs nothing.
pub const CHUNK_BYTES: usize = 262_144;

#[wasm_bindgen]
extern "C" {
    type Body;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Body, options: &JsValue) -> std::result::Result<Reader, JsValue>;

    type Reader;

    #[wasm_bindgen(method, catch, js_name = readAtLeast)]
    fn read_at_least(
        this: &Reader,
        min_bytes: u32,
        view: &Uint8Array,
    ) -> std::result::Result<Promise, JsValue>;
}

/// A body that is being read.
pub struct Intake {
    reader: Reader,
    /// What the next bytes are written into.
    scratch: Uint8Array,
}

impl Intake {
    /// Begins to read a request's body; `None` when it has none.
    ///
    /// # Errors
    /// When it is being read already.
    pub fn of(request: &web_sys::Request) -> Result<Option<Self>> {
        let Some(body) = request.body() else { return Ok(None) };
        let options = js_sys::Object::new();
        Reflect::set(&options, &"mode".into(), &"byob".into())?;
        let reader = JsValue::from(body).unchecked_into::<Body>().reader(&options)?;
        Ok(Some(Self { reader, scratch: Uint8Array::new_with_length(CHUNK_BYTES as u32) }))
    }

    /// The next bytes, 256 KiB or fewer: valid until the next call. `None` at the end.
    ///
    /// # Errors
    /// When the sender broke off: nothing more will come.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let read = JsFuture::from(self.reader.read_at_least(CHUNK_BYTES as u32, &self.scratch)?).await?;
        let value = Reflect::get(&read, &"value".into())?;
        let Some(value) = value.dyn_into::<Uint8Array>().ok().filter(|value| value.length() > 0) else {
            return Ok(None);
        };
        // The platform took the old buffer away and gave it back under another name.
        self.scratch = Uint8Array::new(&value.buffer());
        Ok(Some(Bytes::new(value)))
    }
}

/// A buffer of fixed size in JavaScript's memory.
pub struct Buffer {
    array: Uint8Array,
    len: u32,
}

impl Buffer {
    /// An empty one that takes so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { array: Uint8Array::new_with_length(u32::try_from(bytes).unwrap_or(u32::MAX)), len: 0 }
    }

    /// How many bytes are in it.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds bytes at the end; as many of them as there is room for. Answers how many that were.
    pub fn push(&mut self, bytes: &Bytes) -> usize {
        let room = (self.array.length() - self.len) as usize;
        let taken = bytes.part(0, bytes.len().min(room));
        self.array.set(taken.as_js(), self.len);
        self.len += taken.as_js().length();
        taken.len()
    }

    /// Bytes of it, not copied: valid until the buffer is changed.
    pub fn bytes(&self, start: usize, end: usize) -> Bytes {
        Bytes::new(self.array.clone()).part(start, end.min(self.len()))
    }

    /// Drops the first bytes; those after them move up.
    pub fn drop_first(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX).min(self.len);
        self.array.copy_within(0, count as i32, self.len as i32);
        self.len -= count;
    }
}
