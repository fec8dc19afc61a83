//! `Upload-Checksum`: the digest of what one `PATCH` brings.

use crate::problem::Problem;
use base64ct::{Base64, Encoding};

/// A way to compute digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// The one that every server of tus knows.
    Sha1,
    /// The one to be had.
    Sha256,
    /// What many tools print.
    Md5,
}

impl Algorithm {
    /// Its name in the Web Cryptography of the platform.
    pub const fn web_name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    const fn digest_bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Md5 => 16,
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "sha1" => Some(Self::Sha1),
            "sha256" => Some(Self::Sha256),
            "md5" => Some(Self::Md5),
            _ => None,
        }
    }
}

/// What the client computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How it is computed.
    pub algorithm: Algorithm,
    /// The digest, as many bytes as the algorithm puts out.
    pub digest: Vec<u8>,
}

impl Checksum {
    /// Reads the header: `<algorithm> <base64>`.
    ///
    /// # Errors
    /// [`Problem::Malformed`] for an algorithm that is not known and for what is no digest of it.
    pub fn read(header: &str) -> Result<Self, Problem> {
        Self::try_read(header).ok_or_else(|| {
            Problem::Malformed("Upload-Checksum must be sha1, sha256 or md5 and a digest in base64".into())
        })
    }

    fn try_read(header: &str) -> Option<Self> {
        let (word, base64) = header.trim().split_once(' ')?;
        let algorithm = Algorithm::parse(word)?;
        let digest = Base64::decode_vec(base64.trim()).ok()?;
        (digest.len() == algorithm.digest_bytes()).then_some(Self { algorithm, digest })
    }
}

#[cfg(test)]
mod tests {
    use super::super::CHECKSUM_ALGORITHMS;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_checksum_is_an_algorithm_and_its_digest() {
        for word in CHECKSUM_ALGORITHMS.split(',') {
            let algorithm = Algorithm::parse(word).unwrap();
            let digest = vec![7; algorithm.digest_bytes()];
            let header = format!("{word} {}", Base64::encode_string(&digest));
            assert_eq!(Checksum::read(&header), Ok(Checksum { algorithm, digest }));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let sha1 = Base64::encode_string(&[0; 20]);
        for header in [
            "",
            "sha1",
            "sha1 ",
            "sha1 !!",
            "sha1 YQ==",
            &format!("crc32 {sha1}"),
            &format!("sha256 {sha1}"),
            &sha1,
        ] {
            assert!(matches!(Checksum::read(header), Err(Problem::Malformed(_))), "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(header in "(sha1 |md5 |.){0,4}[A-Za-z0-9+/=]{0,44}") {
            let _ = Checksum::read(&header);
        }
    }
}
