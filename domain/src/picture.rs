//! Pictures that stand for streams and videos: what they are, by their bytes.

/// What browsers show everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Webp];

    /// As `Content-Type` has it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// What the names of such files end in, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

/// What these bytes are a picture of, by their beginning; `None` for anything else.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Kind::Webp),
        _ => None,
    }
}

/// The content type of a picture that is stored under this name.
pub fn content_type(name: &str) -> &'static str {
    let kind = Kind::ALL.into_iter().find(|kind| name.ends_with(kind.extension()));
    kind.map_or("application/octet-stream", Kind::content_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_told_by_its_first_bytes_and_stored_under_a_name_that_tells() {
        for (bytes, want) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Some("image/jpeg")),
            (b"\x89PNG\r\n\x1A\n...", Some("image/png")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"<svg onload=alert(1)>", None),
            (b"", None),
        ] {
            let kind = kind(bytes);
            assert_eq!(kind.map(Kind::content_type), want);
            if let Some(kind) = kind {
                assert_eq!(content_type(&format!("x.{}", kind.extension())), kind.content_type());
            }
        }
    }
}
