//! Digests of what passes by, made by the runtime: bytes need not come here for it.

use super::bytes::Bytes;
use super::objects::Content;
use js_sys::futures::JsFuture;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::Result;

/// The digest that tells files apart, by its name in Web Cryptography.
pub const SHA_256: &str = "SHA-256";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto)]
    type DigestStream;

    #[wasm_bindgen(constructor, js_namespace = crypto, catch)]
    fn new(algorithm: &str) -> std::result::Result<DigestStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn digest(this: &DigestStream) -> Promise;

    #[wasm_bindgen(method, catch, js_name = getWriter)]
    fn writer(this: &DigestStream) -> std::result::Result<Writer, JsValue>;

    type Writer;

    #[wasm_bindgen(method, catch)]
    fn write(this: &Writer, bytes: &Uint8Array) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &Writer) -> std::result::Result<Promise, JsValue>;

    type Source;

    #[wasm_bindgen(method, catch, js_name = pipeTo)]
    fn pipe_to(this: &Source, sink: &DigestStream) -> std::result::Result<Promise, JsValue>;
}

/// A digest in the making.
pub struct Digest {
    stream: DigestStream,
    writer: Writer,
}

impl Digest {
    /// A digest of nothing yet, by the algorithm of this name in Web Cryptography.
    ///
    /// # Errors
    /// When the runtime refuses; so in what follows.
    pub fn new(algorithm: &str) -> Result<Self> {
        let stream = DigestStream::new(algorithm)?;
        let writer = stream.writer()?;
        Ok(Self { stream, writer })
    }

    /// Takes in more bytes.
    pub async fn update(&self, bytes: &Bytes) -> Result<()> {
        JsFuture::from(self.writer.write(bytes.as_js())?).await?;
        Ok(())
    }

    /// The digest of all of them.
    pub async fn finish(self) -> Result<Vec<u8>> {
        JsFuture::from(self.writer.close()?).await?;
        result(&self.stream).await
    }
}

/// The digest of an object's bytes, which go from the storage straight into it.
///
/// # Errors
/// When the storage breaks off.
pub async fn of(content: Content, algorithm: &str) -> Result<Vec<u8>> {
    let stream = DigestStream::new(algorithm)?;
    let source: Source = JsValue::from(content.into_stream()).unchecked_into();
    JsFuture::from(source.pipe_to(&stream)?).await?;
    result(&stream).await
}

async fn result(stream: &DigestStream) -> Result<Vec<u8>> {
    let buffer = JsFuture::from(stream.digest()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
