//! Whole forms, however they are cut on the way.

use super::*;
use crate::problem::Problem;
use proptest::prelude::*;

/// A part and its content.
type Read = (Part, Vec<u8>);

/// Reads a body that comes in chunks of `chunk` bytes.
fn read(body: &[u8], chunk: usize) -> Result<Vec<Read>, Problem> {
    let mut reader = Reader::new(&boundary("multipart/form-data; boundary=AaB03x").unwrap());
    let (mut window, mut rest, mut parts) = (Vec::new(), body, Vec::<Read>::new());
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
                parts.last_mut().unwrap().1.extend_from_slice(&window[..bytes]);
                window.drain(..used);
            }
            Step::End => return Ok(parts),
        }
    }
}

fn field(name: &str, value: &str) -> Read {
    (Part { name: name.into(), filename: None, content_type: None }, value.into())
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [b"--AaB03x\r\n", head.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

fn titled(content: &[u8]) -> Vec<u8> {
    part("Content-Disposition: form-data; name=\"title\"", content)
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat(), &b"--AaB03x--\r\n"[..]].concat()
}

#[test]
fn a_form_is_the_same_however_it_is_cut() {
    let file = b"\0\r\n--AaB03\r\n\r\n--AaB03y\xff".as_slice();
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\nContent-Type: video/mp4";
    let body = form(&[titled(b"A title"), part(head, file), titled(b"")]);
    let video =
        Part { name: "file".into(), filename: Some("a.mp4".into()), content_type: Some("video/mp4".into()) };
    let want = vec![field("title", "A title"), (video, file.to_vec()), field("title", "")];
    for chunk in 1..=body.len() {
        assert_eq!(read(&body, chunk).as_ref(), Ok(&want), "{chunk}");
    }
}

#[test]
fn what_stands_around_the_form_is_passed_over() {
    for body in [
        [b"a preamble\r\n".to_vec(), form(&[titled(b"x")]), b"an epilogue".to_vec()].concat(),
        [b"\r\n".to_vec(), form(&[titled(b"x")])].concat(),
        b"--AaB03x \t\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nx\r\n--AaB03x--".to_vec(),
    ] {
        for chunk in [1, 7, 1000] {
            assert_eq!(read(&body, chunk), Ok(vec![field("title", "x")]));
        }
    }
    assert_eq!(read(b"--AaB03x--", 100), Ok(vec![]));
}

#[test]
fn a_form_that_is_broken_is_refused() {
    let long_head = format!("Content-Disposition: form-data; name=\"{}\"", "x".repeat(MAX_HEAD_BYTES));
    for (body, why) in [
        (vec![], "ends before"),
        (b"no form at all".to_vec(), "ends before"),
        (vec![b'x'; MAX_HEAD_BYTES + 1], "does not begin"),
        (b"x--AaB03x\r\n".to_vec(), "ends before"),
        (titled(b"x"), "ends before"),
        (form(&[titled(b"x")])[..70].to_vec(), "ends before"),
        (b"--AaB03x\r\nContent-Disposition: form-data; name=a".to_vec(), "ends before"),
        (b"--AaB03xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n".to_vec(), "line break"),
        (b"--AaB03x\r\n\r\nx\r\n--AaB03x--".to_vec(), "Content-Disposition"),
        (form(&[part(&long_head, b"")]), "head of a part is too long"),
        (form(&[titled(&[b'x'; MAX_FIELD_BYTES + 1])]), "field of the form is too long"),
        (form(&vec![titled(b"x"); MAX_PARTS + 1]), "too many parts"),
    ] {
        for chunk in [1, 100, 1 << 20] {
            let Err(Problem::Malformed(detail)) = read(&body, chunk) else {
                panic!("{why}: must be refused")
            };
            assert!(detail.contains(why), "{detail}, not {why}");
        }
    }
    assert!(read(&form(&[titled(&[b'x'; MAX_FIELD_BYTES])]), 100).is_ok());
    assert!(read(&form(&vec![titled(b"x"); MAX_PARTS]), 100).is_ok());
}

proptest! {
    #[test]
    fn any_content_survives(content in "([\r\n-]|AaB03|x|y){0,40}", chunk in 1..80usize) {
        prop_assume!(!format!("\r\n{content}\r\n").contains("\r\n--AaB03x"));
        prop_assert_eq!(read(&form(&[titled(content.as_bytes())]), chunk), Ok(vec![field("title", &content)]));
    }

    #[test]
    fn no_body_panics_or_reads_forever(body in "(--AaB03x|\r\n|--|Content-Disposition: form-data; name=a|.){0,20}", chunk in 1..40usize) {
        let _ = read(body.as_bytes(), chunk);
    }
}
