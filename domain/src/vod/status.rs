//! Where a video is on its way, and where it came from.

/// How far a video has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its file is on the way.
    Uploading,
    /// Its file is being made.
    Processing,
    /// It can be watched.
    Ready,
    /// It never will be.
    Failed,
}

impl Status {
    const ALL: [Self; 4] = [Self::Uploading, Self::Processing, Self::Ready, Self::Failed];

    /// The word of contract and column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// How a video came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Somebody sent the file.
    Upload,
    /// A broadcast was recorded.
    Recording,
    /// The file is elsewhere, and stays there.
    Link,
    /// Cloudflare Stream has it.
    Cloudflare,
}

impl Source {
    const ALL: [Self; 4] = [Self::Upload, Self::Recording, Self::Link, Self::Cloudflare];

    /// The word of contract and column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Recording => "recording",
            Self::Link => "link",
            Self::Cloudflare => "cloudflare",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        assert!(Status::ALL.into_iter().all(|status| Status::parse(status.as_str()) == Some(status)));
        assert!(Source::ALL.into_iter().all(|source| Source::parse(source.as_str()) == Some(source)));
        assert_eq!((Status::parse("Ready"), Source::parse("")), (None, None));
    }
}
