//! Where a store is.

/// The address of a store: scheme, host, and what may stand in front of every path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    scheme: &'static str,
    host: String,
    path: String,
}

impl Endpoint {
    /// Reads `https://host[:port][/path]`; `None` when it is anything else, a query or a user's name included.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (scheme, default_port) = match scheme {
            "https" => ("https", ":443"),
            "http" => ("http", ":80"),
            _ => return None,
        };
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let path = path.trim_end_matches('/');
        let host = host.strip_suffix(default_port).unwrap_or(host).to_ascii_lowercase();
        let is_whole = is_host(&host) && path.bytes().all(is_path_byte);
        is_whole.then(|| Self { scheme, host, path: path.to_owned() })
    }

    /// Whether what is sent there is encrypted on its way.
    pub fn is_encrypted(&self) -> bool {
        self.scheme == "https"
    }

    /// Host and path of a bucket. As a path it works everywhere; as a part of the host the large stores prefer it.
    pub(super) fn bucket(&self, bucket: &str, is_path_style: bool) -> (String, String) {
        if is_path_style {
            (self.host.clone(), format!("{}/{bucket}", self.path))
        } else {
            (format!("{bucket}.{}", self.host), self.path.clone())
        }
    }

    /// The scheme, for the address of a call.
    pub(super) const fn scheme(&self) -> &'static str {
        self.scheme
    }
}

/// A name or an IPv4 address with or without a port. IPv6 is for those who have a name for it.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "1"));
    let is_name = name.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    is_name
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-_~".contains(&byte)
}

/// Whether stores take it as a bucket's name: 3 to 63 small letters, digits, dots and hyphens.
pub fn is_bucket(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_fitting = (3..=63).contains(&name.len()) && !name.contains("..");
    let ends = [name.bytes().next(), name.bytes().next_back()];
    is_fitting
        && ends.into_iter().flatten().all(is_inner)
        && name.bytes().all(|byte| is_inner(byte) || b".-".contains(&byte))
}

/// Whether it can stand in a signature's scope: small letters, digits and hyphens.
pub fn is_region(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether it can stand in a signature: visible ASCII without what separates there.
pub fn is_access_key_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic() && !b"/,".contains(&byte))
}
