//! The head of one part.

use super::parameters::parameters;
use crate::problem::Problem;
use percent_encoding::percent_decode_str;

/// What the head of a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name as its owner's machine had it, perhaps empty; never a path to write to. A part with one is a
    /// file, one without is a field.
    pub filename: Option<String>,
    /// The media type that the client believes it to be.
    pub content_type: Option<String>,
}

impl Part {
    /// Reads the lines of a head, without the empty one that ends it.
    pub(super) fn read(head: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(head).map_err(|_| malformed("the head of a part is not UTF-8"))?;
        let lines: Vec<(&str, &str)> = text.split("\r\n").filter_map(|line| line.split_once(':')).collect();
        let header = |name: &str| {
            let mut found = lines.iter().filter(|(n, _)| n.trim().eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value.trim())
        };
        if !header("content-transfer-encoding").is_none_or(is_as_it_is) {
            return Err(malformed("a part must not be encoded: send its bytes as they are"));
        }
        let disposition = header("content-disposition").and_then(disposition);
        let (name, filename) = disposition
            .ok_or_else(|| malformed("each part needs a Content-Disposition: form-data; name=\"…\""))?;
        Ok(Self { name, filename, content_type: header("content-type").map(str::to_owned) })
    }
}

fn malformed(detail: &'static str) -> Problem {
    Problem::Malformed(detail.into())
}

fn is_as_it_is(encoding: &str) -> bool {
    ["binary", "8bit", "7bit"].iter().any(|word| encoding.eq_ignore_ascii_case(word))
}

/// Name and file name of `form-data; name="…"; filename="…"`.
fn disposition(value: &str) -> Option<(String, Option<String>)> {
    let (kind, rest) = value.split_once(';')?;
    let found = parameters(rest).filter(|_| kind.trim().eq_ignore_ascii_case("form-data"))?;
    let of = |wanted: &str| found.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let filename = of("filename*").and_then(extended).or_else(|| of("filename").map(unescaped));
    Some((unescaped(of("name")?), filename))
}

/// Browsers write a quote as `%22`, and nothing else that is of use.
fn unescaped(text: &str) -> String {
    text.replace("%22", "\"")
}

/// `UTF-8''<percent-encoded>` (RFC 8187). Other character sets are passed over.
fn extended(text: &str) -> Option<String> {
    let mut fields = text.splitn(3, '\'');
    let (charset, _language, value) = (fields.next()?, fields.next()?, fields.next()?);
    charset.eq_ignore_ascii_case("utf-8").then_some(())?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(disposition: &str) -> Option<(String, Option<String>)> {
        let head = format!("Content-Disposition: {disposition}");
        Part::read(head.as_bytes()).ok().map(|part| (part.name, part.filename))
    }

    #[test]
    fn a_part_says_its_name_and_perhaps_that_of_a_file() {
        for (disposition, name, filename) in [
            ("form-data; name=\"title\"", "title", None),
            ("FORM-DATA;NAME=title", "title", None),
            ("form-data; name=\"file\"; filename=\"a b.mp4\"", "file", Some("a b.mp4")),
            ("form-data; name=\"file\"; filename=\"\"", "file", Some("")),
            ("form-data; name=\"f\"; filename=\"naïve 東京.mp4\"", "f", Some("naïve 東京.mp4")),
            (r#"form-data; name="a\"b"; filename="c\\d""#, "a\"b", Some("c\\d")),
            ("form-data; name=\"a%22b\"; filename=\"50%.mp4\"", "a\"b", Some("50%.mp4")),
            ("form-data; name=f; filename=x; filename*=UTF-8''na%C3%AFve+%26=1", "f", Some("naïve+&=1")),
            ("form-data; name=f; filename=x; filename*=latin1''na%EF", "f", Some("x")),
            ("form-data; name=f; filename*=utf-8'en'y", "f", Some("y")),
        ] {
            assert_eq!(names(disposition), Some((name.into(), filename.map(str::to_owned))), "{disposition}");
        }
    }

    #[test]
    fn a_part_without_a_name_is_refused() {
        for disposition in
            ["", "form-data", "form-data; filename=x", "attachment; name=x", "form-data; name=\"x"]
        {
            assert_eq!(names(disposition), None, "{disposition}");
        }
        for head in ["", "Content-Type: text/plain", "nonsense"] {
            assert!(matches!(Part::read(head.as_bytes()), Err(Problem::Malformed(_))), "{head}");
        }
        assert!(Part::read(b"Content-Disposition: form-data; name=\"\xff\"").is_err());
    }

    #[test]
    fn a_part_is_taken_as_it_is_or_not_at_all() {
        for (encoding, fine) in
            [("binary", true), ("8BIT", true), ("base64", false), ("quoted-printable", false)]
        {
            let head = format!(
                "content-disposition: form-data; name=a\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Type: video/mp4"
            );
            let read = Part::read(head.as_bytes());
            assert_eq!(
                read.ok().and_then(|part| part.content_type),
                fine.then(|| "video/mp4".into()),
                "{encoding}"
            );
        }
    }
}
