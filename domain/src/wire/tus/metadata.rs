//! `Upload-Metadata`: what the client says of the file.

use crate::problem::Problem;
use base64ct::{Base64, Base64Unpadded, Encoding};

/// Bytes of the header, at the most.
const MAX_BYTES: usize = 8 * 1024;

/// Keys and their values, each key once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Reads the header: `key value,key value`, the values base64. A key may stand alone, its value is empty then; the
    /// whole header may be empty.
    ///
    /// # Errors
    /// [`Problem::Malformed`] for a key that is missing, not ASCII or there twice, a value that is not UTF-8 in base64,
    /// and a header of more than 8 KiB.
    pub fn read(header: &str) -> Result<Self, Problem> {
        if header.len() > MAX_BYTES {
            return Err(malformed());
        }
        let mut metadata = Self::default();
        for pair in header.split(',').map(str::trim).filter(|_| !header.trim().is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let is_new = metadata.get(key).is_none();
            let value = text(value.trim()).filter(|_| is_new && is_key(key)).ok_or_else(malformed)?;
            metadata.0.push((key.to_owned(), value));
        }
        Ok(metadata)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

fn malformed() -> Problem {
    Problem::Malformed("Upload-Metadata must be keys, each once, with values in base64".into())
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Some clients leave the padding out.
fn text(base64: &str) -> Option<String> {
    let bytes = Base64::decode_vec(base64).or_else(|_| Base64Unpadded::decode_vec(base64)).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_have_values_in_base64() {
        let metadata =
            Metadata::read("filename d29ybGQgw6QubXA0,private, title  YQ==,empty ,bare YQ").unwrap();
        for (key, want) in [
            ("filename", Some("world ä.mp4")),
            ("private", Some("")),
            ("title", Some("a")),
            ("empty", Some("")),
            ("bare", Some("a")),
            ("Title", None),
        ] {
            assert_eq!(metadata.get(key), want, "{key}");
        }
        assert_eq!(Metadata::read(" "), Ok(Metadata::default()));
    }

    #[test]
    fn anything_else_is_refused() {
        for header in [
            "title YQ==,title YQ==",
            "title,title",
            "title !!",
            "title YQ=",
            "title YQ== YQ==",
            "title /w==",
            "title YQ==,",
            ",",
            "tïtle YQ==",
            &format!("title {}", "YWFh".repeat(2048)),
        ] {
            assert!(matches!(Metadata::read(header), Err(Problem::Malformed(_))), "{header:.40}");
        }
    }

    proptest! {
        #[test]
        fn any_value_survives(key in "[!-+.-~]{1,20}", value in ".{0,100}") {
            let header = format!("a,{key}.2 {},b", Base64::encode_string(value.as_bytes()));
            let metadata = Metadata::read(&header).unwrap();
            prop_assert_eq!(metadata.get(&format!("{key}.2")), Some(value.as_str()));
        }

        #[test]
        fn no_header_panics(header in "([a-z ,=/+]|.){0,60}") {
            let _ = Metadata::read(&header);
        }
    }
}
