//! Addresses as browsers read them: the platform's own parser decides what a host is.

use domain::vod::address::Address;
use web_sys::Url;

/// An address, split.
#[derive(Clone, Debug)]
pub struct Web {
    url: Url,
    scheme: String,
    host: String,
}

impl Web {
    /// Reads an address; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(Url::new(text).ok()?)
    }

    /// Where a redirection leads from here.
    pub fn join(&self, location: &str) -> Option<Self> {
        Self::of(Url::new_with_base(location, &self.url.href()).ok()?)
    }

    fn of(url: Url) -> Option<Self> {
        let scheme = url.protocol().strip_suffix(':')?.to_owned();
        let host = url.hostname();
        Some(Self { url, scheme, host })
    }

    /// Its parts.
    pub fn parts(&self) -> Address<'_> {
        Address {
            scheme: &self.scheme,
            host: &self.host,
            port: self.url.port().parse().ok(),
            has_credentials: !self.url.username().is_empty() || !self.url.password().is_empty(),
        }
    }

    /// The whole, in the parser's own writing.
    pub fn href(&self) -> String {
        self.url.href()
    }

    /// The host.
    pub fn host(&self) -> &str {
        &self.host
    }
}
