//! Takes stream keys out of text that is kept.

use std::iter::once;

/// What stands where a key was.
const PLACEHOLDER: &str = "[stream key]";
/// A shorter secret is no more than a syllable of ordinary text: it is taken out only where it stands alone.
const SHORT: usize = 6;
/// How many times over an encoder may have percent-encoded a key.
const MAX_ENCODINGS: usize = 2;
/// How our own stream keys begin, and how many hex digits make one.
const KEY_PREFIX: &[u8] = b"sk_";
const KEY_DIGITS: usize = 16;

/// A byte of a text, as it compares, and where it comes from: a percent-encoded byte spans three.
#[derive(Clone, Copy)]
struct Unit {
    byte: u8,
    start: usize,
    end: usize,
}

/// Knows the secrets of one event and finds them in any text: as they are, percent-encoded, in any ASCII case.
pub(super) struct Redactor {
    needles: Vec<Vec<u8>>,
}

impl Redactor {
    /// A redactor of these secrets, and of everything that looks like a stream key of ours.
    pub(super) fn new<'a>(secrets: impl Iterator<Item = &'a String>) -> Self {
        let needles = secrets.filter(|secret| !secret.is_empty()).flat_map(|secret| layers(secret));
        Self { needles: needles.map(|layer| bytes(&layer)).collect() }
    }

    /// A text without secrets and without its query string, at most `max` bytes.
    pub(super) fn value(&self, text: &str, max: usize) -> String {
        let mut clean = self.redact(text);
        clean.truncate(query(&clean));
        cut(clean, max)
    }

    /// An id without secrets, at most `max` bytes. A query string stays: without it, two ids could be one.
    pub(super) fn id(&self, text: &str, max: usize) -> String {
        cut(self.redact(text), max)
    }

    /// The text with a placeholder for each secret.
    fn redact(&self, text: &str) -> String {
        let clean = replace(text, self.spans(text));
        // The placeholder and its neighbours may spell the secret anew.
        if layers(&clean).iter().any(|layer| self.long().any(|needle| find(layer, needle).next().is_some())) {
            return PLACEHOLDER.to_owned();
        }
        clean
    }

    /// Where secrets stand, in any order, overlaps included.
    fn spans(&self, text: &str) -> Vec<(usize, usize)> {
        let mut spans = Vec::new();
        for layer in layers(text) {
            spans.extend(self.long().flat_map(|needle| find(&layer, needle)));
            spans.extend(self.alone(&layer));
            spans.extend(own_keys(&layer));
        }
        spans
    }

    fn long(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.needles.iter().filter(|needle| needle.len() >= SHORT)
    }

    /// Path segments that are a short secret, with or without a file extension.
    fn alone<'u>(&self, layer: &'u [Unit]) -> impl Iterator<Item = (usize, usize)> + use<'u, '_> {
        let is_short =
            |part: &[Unit]| self.needles.iter().any(|needle| needle.len() < SHORT && equal(part, needle));
        let segments = layer.split(|unit| matches!(unit.byte, b'/' | b'?'));
        let stems = segments.clone().filter_map(|segment| segment.split(|unit| unit.byte == b'.').next());
        segments.chain(stems).filter(move |part| is_short(part)).filter_map(span)
    }
}

/// The text as its bytes compare, then percent-decoded once, then twice, as far as that changes anything.
fn layers(text: &str) -> Vec<Vec<Unit>> {
    let raw = text.bytes().enumerate().map(|(i, byte)| Unit { byte: fold(byte), start: i, end: i + 1 });
    let mut layers = vec![raw.collect::<Vec<_>>()];
    for _ in 0..MAX_ENCODINGS {
        let decoded = layers.last().map(|layer| decode(layer)).unwrap_or_default();
        if layers.last().is_some_and(|layer| layer.len() == decoded.len()) {
            break;
        }
        layers.push(decoded);
    }
    layers
}

/// A byte as it compares: without case, and with the form's sign for a space.
fn fold(byte: u8) -> u8 {
    if byte == b'+' { b' ' } else { byte.to_ascii_lowercase() }
}

/// Decodes `%XX` once; what is not encoded stays.
fn decode(mut units: &[Unit]) -> Vec<Unit> {
    let mut decoded = Vec::with_capacity(units.len());
    while let Some((first, rest)) = units.split_first() {
        let (unit, rest) = encoded(units).unwrap_or((*first, rest));
        decoded.push(unit);
        units = rest;
    }
    decoded
}

/// The byte that a leading `%XX` stands for, and what follows it.
fn encoded(units: &[Unit]) -> Option<(Unit, &[Unit])> {
    let ([percent, high, low], rest) = units.split_first_chunk()?;
    let digit = |unit: &Unit| char::from(unit.byte).to_digit(16);
    let byte = u8::try_from(digit(high)? * 16 + digit(low)?).ok()?;
    (percent.byte == b'%').then_some((Unit { byte: fold(byte), start: percent.start, end: low.end }, rest))
}

fn bytes(units: &[Unit]) -> Vec<u8> {
    units.iter().map(|unit| unit.byte).collect()
}

fn equal(units: &[Unit], needle: &[u8]) -> bool {
    units.len() == needle.len() && units.iter().zip(needle).all(|(unit, byte)| unit.byte == *byte)
}

/// Where in the original text these units stand.
fn span(units: &[Unit]) -> Option<(usize, usize)> {
    Some((units.first()?.start, units.last()?.end))
}

fn find<'a>(layer: &'a [Unit], needle: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a {
    layer.windows(needle.len().max(1)).filter(|part| equal(part, needle)).filter_map(span)
}

/// Everything that looks like a stream key of ours, whoever's it is.
fn own_keys(layer: &[Unit]) -> impl Iterator<Item = (usize, usize)> {
    let starts = layer.windows(KEY_PREFIX.len()).enumerate().filter(|(_, part)| equal(part, KEY_PREFIX));
    starts.filter_map(|(at, _)| {
        let digits =
            layer.iter().skip(at + KEY_PREFIX.len()).take_while(|unit| unit.byte.is_ascii_hexdigit());
        let length = KEY_PREFIX.len() + digits.count();
        if length < KEY_PREFIX.len() + KEY_DIGITS {
            return None;
        }
        span(layer.get(at..at + length)?)
    })
}

/// Writes the placeholder over the spans; those that overlap become one.
fn replace(text: &str, mut spans: Vec<(usize, usize)>) -> String {
    spans.sort_unstable();
    let mut clean = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in spans {
        if start >= done {
            clean.push_str(text.get(done..start).unwrap_or_default());
            clean.push_str(PLACEHOLDER);
        }
        done = done.max(end);
    }
    clean.push_str(text.get(done..).unwrap_or_default());
    clean
}

/// Where the query string begins, its `?` encoded or not; the text's end when there is none.
fn query(text: &str) -> usize {
    let marks = layers(text);
    let first = marks.iter().filter_map(|layer| layer.iter().find(|unit| unit.byte == b'?'));
    first.map(|unit| unit.start).chain(once(text.len())).min().unwrap_or_default()
}

/// The text's beginning, at most `max` bytes of it, whole characters.
fn cut(mut text: String, max: usize) -> String {
    text.truncate(text.floor_char_boundary(max));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(secrets: &[&str], text: &str) -> String {
        let secrets: Vec<String> = secrets.iter().copied().map(String::from).collect();
        Redactor::new(secrets.iter()).value(text, 512)
    }

    #[test]
    fn a_key_is_taken_out_wherever_it_stands() {
        for (text, want) in [
            ("Key-123", "[stream key]"),
            ("KEY-123", "[stream key]"),
            ("/rec/Key-123.flv", "/rec/[stream key].flv"),
            ("/rec/Key-123-1700000000.flv", "/rec/[stream key]-1700000000.flv"),
            ("xKey-123Key-123x", "x[stream key][stream key]x"),
            ("Key%2D123", "[stream key]"),
            ("%4bey%2d123 and key-123", "[stream key] and [stream key]"),
            ("%254Bey-123", "[stream key]"),
            ("%", "%"),
            ("100%25 Key", "100%25 Key"),
            ("Key-12", "Key-12"),
            ("", ""),
        ] {
            assert_eq!(value(&["Key-123"], text), want, "{text}");
        }
    }

    #[test]
    fn a_key_that_was_encoded_itself_is_found_decoded() {
        assert_eq!(value(&["a%20long%2Bkey"], "/rec/a long+key.flv"), "/rec/[stream key].flv");
        assert_eq!(value(&["a long key"], "/rec/a+long+key.flv"), "/rec/[stream key].flv");
        assert_eq!(value(&["ключ"], "/rec/%D0%BA%D0%BB%D1%8E%D1%87.flv"), "/rec/[stream key].flv");
    }

    #[test]
    fn overlapping_keys_leave_nothing_behind() {
        assert_eq!(value(&["abcdef", "defghi"], "-abcdefghi-"), "-[stream key]-");
        assert_eq!(value(&["cdefgh", "abcdefghijkl"], "-abcdefghijkl-"), "-[stream key]-");
        assert_eq!(value(&["aaaaaa"], "aaaaaaaaa"), "[stream key]");
        assert_eq!(value(&["a[stream"], "xaa[streamy"), "[stream key]");
    }

    #[test]
    fn a_short_secret_is_taken_out_only_where_it_stands_alone() {
        for (text, want) in [
            ("live", "[stream key]"),
            ("Live", "[stream key]"),
            ("%6Cive", "[stream key]"),
            ("/rec/live/live.flv", "/rec/[stream key]/[stream key].flv"),
            ("/rec/live?x", "/rec/[stream key]"),
            ("delivery", "delivery"),
            ("live-1.flv", "live-1.flv"),
        ] {
            assert_eq!(value(&["live"], text), want, "{text}");
        }
    }

    #[test]
    fn whatever_looks_like_a_key_of_ours_is_taken_out() {
        for (text, want) in [
            ("sk_0123456789abcdef", "[stream key]"),
            ("/rec/SK_0123456789ABCDEF0123-1.flv", "/rec/[stream key]-1.flv"),
            ("sk%5F0123456789abcdef", "[stream key]"),
            ("sk_0123456789abcde", "sk_0123456789abcde"),
            ("desk_0123456789abcdefg", "de[stream key]g"),
        ] {
            assert_eq!(value(&[], text), want, "{text}");
        }
    }

    #[test]
    fn a_query_string_is_cut_from_a_value_but_not_from_an_id() {
        let redactor = Redactor::new([].iter());
        for (text, value, id) in [
            ("/a.flv?token=t", "/a.flv", "/a.flv?token=t"),
            ("/a.flv%3Ftoken=t", "/a.flv", "/a.flv%3Ftoken=t"),
            ("?", "", "?"),
        ] {
            assert_eq!((redactor.value(text, 99), redactor.id(text, 99)), (value.into(), id.into()));
        }
        assert_eq!(
            Redactor::new(["what?ever".to_owned()].iter()).value("what?ever.flv", 99),
            "[stream key].flv"
        );
    }

    #[test]
    fn an_empty_secret_is_none() {
        assert_eq!(value(&["", "%"], "some/text/"), "some/text/");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let redactor = Redactor::new([].iter());
        for (max, want) in [(0, ""), (1, ""), (2, "é"), (3, "é"), (4, "éé"), (9, "éé")] {
            assert_eq!(redactor.value("éé", max), want);
        }
    }
}
