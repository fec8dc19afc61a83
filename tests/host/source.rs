//! The project's own source, read as far as its paths: which module names which.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of the source.
pub(crate) struct Source {
    /// Relative to the project's root, with `/`.
    pub(crate) file: String,
    /// Everything that it names by a path: imports, and what is reached through them. Paths within the crate
    /// begin with `crate`.
    pub(crate) paths: BTreeSet<String>,
    /// The contents of its string literals.
    pub(crate) literals: Vec<String>,
}

/// Every Rust file in a folder of the project but those of tests, whose module is `module`.
pub(crate) fn read_all(folder: &str, module: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    files.iter().map(|file| read(root, folder, module, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("tests") {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|end| end == "rs") && !entry.ends_with("tests.rs") {
            files.push(entry);
        }
    }
}

fn read(root: &Path, folder: &str, module: &str, file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap();
    let relative = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let module = module_of(&relative, folder, module);
    let (code, literals) = split(&text);
    // What only tests use binds nobody.
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    Source { file: relative, paths: paths(code, &module), literals }
}

/// `src/streams/store.rs` is `crate::streams::store`.
fn module_of(file: &str, folder: &str, module: &str) -> Vec<String> {
    let inner = file.strip_prefix(folder).unwrap_or(file).trim_start_matches('/').trim_end_matches(".rs");
    let names = module.split("::").chain(inner.split('/'));
    names.filter(|name| !matches!(*name, "mod" | "lib")).map(str::to_owned).collect()
}

/// The code without comments and with empty string literals, and what stood in those.
fn split(text: &str) -> (String, Vec<String>) {
    let (mut code, mut literals) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let tail = &rest[next.len_utf8()..];
        rest = if rest.starts_with("//") {
            &rest[rest.find('\n').unwrap_or(rest.len())..]
        } else if let Some(after) = rest.strip_prefix("'\"'") {
            after
        } else if let Some(raw) = tail.strip_prefix("#\"").filter(|_| next == 'r') {
            let end = raw.find("\"#").unwrap_or(raw.len());
            literals.push(raw[..end].to_owned());
            code.push_str("\"\"");
            raw[end..].strip_prefix("\"#").unwrap_or_default()
        } else if next == '"' {
            let end = closing_quote(tail);
            literals.push(joined(&tail[..end]));
            code.push_str("\"\"");
            tail[end..].strip_prefix('"').unwrap_or_default()
        } else {
            code.push(next);
            tail
        };
    }
    (code, literals)
}

fn closing_quote(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, c) in text.char_indices() {
        match c {
            '"' if !is_escaped => return index,
            c => is_escaped = c == '\\' && !is_escaped,
        }
    }
    text.len()
}

/// A literal over several lines as one.
fn joined(literal: &str) -> String {
    literal.split("\\\n").map(str::trim_start).collect()
}

/// Every path that the code names, from the root of its crate.
fn paths(code: &str, module: &[String]) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut names: Vec<(String, String)> = Vec::new();
    for import in code.split("use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        for path in branches(import) {
            let (path, name) =
                path.split_once(" as ").unwrap_or((&path, path.rsplit("::").next().unwrap_or_default()));
            let path = absolute(path, module);
            names.push((name.trim().to_owned(), path.clone()));
            paths.insert(path);
        }
    }
    for path in written_out(code) {
        let (head, tail) = path.split_once("::").unwrap_or((&path, ""));
        match names.iter().find(|(name, _)| name == head) {
            Some((_, imported)) => paths.insert(format!("{imported}::{tail}")),
            None => paths.insert(absolute(&path, module)),
        };
    }
    paths
}

/// The single paths of an import: `a::{b, c::{d, self}}` is `a::b`, `a::c::d` and `a::c`.
fn branches(import: &str) -> Vec<String> {
    let import = import.trim();
    let Some((head, tail)) = import.split_once('{') else { return vec![import.to_owned()] };
    let inner = tail.rsplit_once('}').map_or(tail, |(inner, _)| inner);
    let parts = parts(inner).into_iter().flat_map(branches);
    let whole = parts.map(|part| if part == "self" { head.to_owned() } else { format!("{head}{part}") });
    whole.map(|path| path.trim_end_matches("::").to_owned()).collect()
}

/// Splits at the commas that stand in no braces.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let at_comma = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    };
    text.split(at_comma).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Everything of the form `a::b::c` in the code.
fn written_out(code: &str) -> impl Iterator<Item = String> {
    let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let trimmed = words.map(|word| word.trim_matches(':'));
    trimmed.filter(|word| word.contains("::")).map(str::to_owned)
}

/// `super::store` of `crate::streams::handlers` is `crate::streams::store`.
fn absolute(path: &str, module: &[String]) -> String {
    let path = path.trim().trim_start_matches("::");
    let mut base = module.to_vec();
    let mut rest = path;
    match path.split("::").next() {
        Some("self") => rest = path.trim_start_matches("self").trim_start_matches("::"),
        Some("super") => {
            while let Some(tail) = rest.strip_prefix("super") {
                base.pop();
                rest = tail.trim_start_matches("::");
            }
        }
        _ => return path.to_owned(),
    }
    base.into_iter().chain([rest.to_owned()]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> Vec<String> {
        let module: Vec<String> = ["crate", "streams", "handlers"].map(str::to_owned).to_vec();
        paths(&split(code).0, &module).into_iter().collect()
    }

    #[test]
    fn imports_are_read_from_the_root_of_the_crate() {
        for (code, want) in [
            ("use crate::app::App;", vec!["crate::app::App"]),
            ("use super::store;", vec!["crate::streams::store"]),
            ("use super::super::media::store::LIST;", vec!["crate::media::store::LIST"]),
            ("use self::inner::It;", vec!["crate::streams::handlers::inner::It"]),
            ("use a::{b, c::{d, self}};", vec!["a::b", "a::c", "a::c::d"]),
            ("pub(crate) use a::{\n    b,\n    c,\n};", vec!["a::b", "a::c"]),
            ("use a::b as c;", vec!["a::b"]),
        ] {
            assert_eq!(found(code), want, "{code}");
        }
    }

    #[test]
    fn a_path_through_an_import_is_followed() {
        assert!(
            found("use crate::app; fn f() { app::configuration(env) }")
                .contains(&"crate::app::configuration".into())
        );
        assert!(found("use a::b as c; fn f() { c::d() }").contains(&"a::b::d".into()));
        assert!(found("fn f() -> crate::media::X {}").contains(&"crate::media::X".into()));
        assert!(found("fn f() { super::store::list() }").contains(&"crate::streams::store::list".into()));
    }

    #[test]
    fn comments_and_literals_name_nothing() {
        assert_eq!(
            found("// use a::b;\n/// [`a::b`]\nfn f() { g(\"use a::b; // x\", '\"', r#\"a::b\"#) }"),
            [""; 0]
        );
        let (_, literals) = split(
            r##"f("a \"b\"", "c \
             d", r#"e"f"#)"##,
        );
        assert_eq!(literals, ["a \\\"b\\\"", "c d", "e\"f"]);
    }

    #[test]
    fn a_file_is_a_module() {
        for (file, folder, module, want) in [
            ("src/streams/store.rs", "src", "crate", "crate::streams::store"),
            ("src/streams/mod.rs", "src", "crate", "crate::streams"),
            ("src/lib.rs", "src", "crate", "crate"),
            (
                "durable_objects/room/log.rs",
                "durable_objects",
                "crate::durable_objects",
                "crate::durable_objects::room::log",
            ),
        ] {
            assert_eq!(module_of(file, folder, module).join("::"), want);
        }
    }
}
