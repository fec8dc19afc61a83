//! A form with files. The first byte is how many bytes come at once, the rest is the body.
#![no_main]

use domain::problem::Problem;
use domain::wire::form_data::{MAX_FIELD_BYTES, MAX_PARTS, Part, Reader, Step, boundary};
use libfuzzer_sys::fuzz_target;

const CONTENT_TYPE: &str = "multipart/form-data; boundary=b";

fn read(body: &[u8], chunk: usize) -> Result<Vec<(Part, Vec<u8>)>, Problem> {
    let mut reader = Reader::new(&boundary(CONTENT_TYPE)?);
    let (mut window, mut rest, mut parts) = (Vec::new(), body, Vec::<(Part, Vec<u8>)>::new());
    loop {
        match reader.step(window.as_slice(), rest.is_empty())? {
            Step::More => {
                let (next, others) = rest.split_at(chunk.min(rest.len()));
                window.extend_from_slice(next);
                rest = others;
            }
            Step::Part { part, used } => {
                parts.push((part, vec![]));
                window.drain(..used);
            }
            Step::Content { bytes, used, .. } => {
                let (_, content) = parts.last_mut().expect("content is of a part");
                content.extend_from_slice(&window[..bytes]);
                window.drain(..used);
            }
            Step::End => return Ok(parts),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((chunk, body)) = data.split_first() else { return };
    if let Ok(content_type) = std::str::from_utf8(body) {
        let _ = boundary(content_type);
    }
    let at_once = read(body, body.len().max(1));
    // However it is cut, it says the same; a fault may be found earlier or later.
    let cut = read(body, usize::from(*chunk).max(1));
    assert_eq!(at_once.as_ref().ok(), cut.as_ref().ok());
    for (part, content) in at_once.iter().flatten() {
        assert!(part.filename.is_some() || content.len() <= MAX_FIELD_BYTES);
        assert!(!content.windows(5).any(|five| five == b"\r\n--b"));
    }
    assert!(at_once.iter().flatten().count() <= MAX_PARTS);
});
