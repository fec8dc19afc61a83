//! `; name=value; name="value"`: what follows the first word of `Content-Type` and `Content-Disposition`.

use std::iter::Peekable;
use std::str::Chars;

/// The parameters in their order, names in lower case; `None` when a quote is not closed or a value has no name.
///
/// Inside quotes `\"` and `\\` are the character after the backslash; before any other one it is itself, as some
/// clients write paths of Windows.
pub(super) fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let mut chars = text.chars().peekable();
    let mut found = Vec::new();
    while chars.peek().is_some() {
        let name = until(&mut chars, |c| matches!(c, '=' | ';')).trim().to_ascii_lowercase();
        if chars.next_if_eq(&'=').is_some() {
            let value = value(&mut chars)?;
            if name.is_empty() {
                return None;
            }
            found.push((name, value));
        }
        // A parameter without a value says nothing.
        chars.next_if_eq(&';');
    }
    Some(found)
}

fn value(chars: &mut Peekable<Chars>) -> Option<String> {
    until(chars, |c| !matches!(c, ' ' | '\t'));
    if chars.next_if_eq(&'"').is_none() {
        return Some(until(chars, |c| c == ';').trim_end().to_owned());
    }
    let value = quoted(chars)?;
    until(chars, |c| c == ';').trim().is_empty().then_some(value)
}

/// Up to the closing quote, which is taken too.
fn quoted(chars: &mut Peekable<Chars>) -> Option<String> {
    let mut value = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => value.push(chars.next_if(|c| matches!(c, '"' | '\\')).unwrap_or('\\')),
            c => value.push(c),
        }
    }
}

fn until(chars: &mut Peekable<Chars>, ends: impl Fn(char) -> bool) -> String {
    std::iter::from_fn(|| chars.next_if(|c| !ends(*c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parameters_are_tokens_or_quoted() {
        for (text, want) in [
            ("", Some(vec![])),
            (" ; ;", Some(vec![])),
            ("a=b; C = \"d\" ;e=", Some(vec![("a", "b"), ("c", "d"), ("e", "")])),
            (r#"a="x; y=\"z\"";b=1"#, Some(vec![("a", r#"x; y="z""#), ("b", "1")])),
            (r#"a="C:\dir\\f""#, Some(vec![("a", r"C:\dir\f")])),
            ("a; b=c", Some(vec![("b", "c")])),
            ("a=\"b", None),
            (r#"a="b\""#, None),
            ("a=\"b\"c", None),
            ("=b", None),
        ] {
            let read = parameters(text);
            let read = read.as_ref().map(|read| read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect());
            assert_eq!(read, want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_quoted_text_survives(text in ".{0,40}") {
            let quoted = format!("a=\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
            prop_assert_eq!(parameters(&quoted), Some(vec![("a".to_owned(), text)]));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = parameters(&text);
        }
    }
}
