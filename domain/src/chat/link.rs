//! Links, as clients find them in text.

use super::blocked::is_unspaced;
use super::top_level::is_top_level;
use std::net::Ipv4Addr;

/// Whether there is a link in text that was brought to NFKC and [folded](super::blocked::fold), so that capitals,
/// full-width dots and invisible characters hide none. A link is
///
/// - a scheme, `://` and something after it: `https://a`, `ftp://a`;
/// - a host that begins with `www.`;
/// - a bare host whose last part is a top-level domain: a country's two letters, one of the common others, an
///   international one, or punycode. `evil.com`, `пример.рф`, `a@b.de`, and the file name `readme.md` as well;
/// - a host with any last part of two letters or more, or an address of four numbers, when a path or a port
///   follows: `evil.horse/x`, `1.2.3.4:80`.
///
/// Numbers (`1.5`, `v1.2.3`), abbreviations (`e.g.`), dots in a row (`wow...nice`) and a stop without a blank after it
/// (`ok.thanks`) are none. What no client makes clickable is none either: `evil dot com`, `evil . com`.
pub fn has_link(folded: &str) -> bool {
    // Browsers take the ideographic full stop for a dot; NFKC keeps it.
    let text = folded.replace('。', ".");
    has_scheme(&text) || has_host(&text)
}

fn has_scheme(text: &str) -> bool {
    text.match_indices("://").any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(|c| c.is_alphanumeric() || c == '[')
    })
}

fn has_host(text: &str) -> bool {
    let in_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut rest = text;
    while let Some((_, run)) = rest.find(in_host).and_then(|at| rest.split_at_checked(at)) {
        let end = run.find(|c| !in_host(c)).unwrap_or(run.len());
        let Some((hosts, after)) = run.split_at_checked(end) else { break };
        let goes_on = has_path_or_port(after);
        if hosts.split("..").any(|host| is_link(host.trim_matches(['.', '-']), goes_on)) {
            return true;
        }
        rest = after;
    }
    false
}

fn has_path_or_port(after: &str) -> bool {
    let is_port = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    after.starts_with('/') || after.strip_prefix(':').is_some_and(is_port)
}

fn is_link(host: &str, goes_on: bool) -> bool {
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    let named = name.ends_with(char::is_alphanumeric);
    // Where words have no spaces between them, what follows a domain may touch it: `evil.comを`.
    let spaced = last.split(is_unspaced).next().unwrap_or_default();
    let could_be_top_level = last.chars().nth(1).is_some() && last.chars().all(char::is_alphabetic);
    named && (name == "www" || name.starts_with("www.") || is_top_level(last) || is_top_level(spaced))
        || goes_on && named && could_be_top_level
        || goes_on && host.parse::<Ipv4Addr>().is_ok()
}
