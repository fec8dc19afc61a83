//! What the documents list is what there is.

use crate::source::read_all;
use std::collections::BTreeSet;
use std::fs;

fn text(file: &str) -> String {
    fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What stands in backquotes in the first column of the tables of a document.
fn first_column(file: &str) -> BTreeSet<String> {
    let text = text(file);
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn is_setting(word: &str) -> bool {
    word.len() > 5 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

#[test]
fn the_readme_lists_every_setting() {
    let sources = read_all("src", "crate").into_iter().filter(|source| source.file.starts_with("src/config"));
    let read: BTreeSet<String> =
        sources.flat_map(|source| source.literals).filter(|literal| is_setting(literal)).collect();
    let listed: BTreeSet<String> =
        first_column("README.md").into_iter().filter(|word| is_setting(word)).collect();
    assert_eq!(listed, read);
}

#[test]
fn every_dependency_has_its_reason() {
    let mut used: BTreeSet<String> =
        ["Cargo.toml", "domain/Cargo.toml"].iter().flat_map(|file| crates(&text(file))).collect();
    used.extend(packages(&text("package.json")));
    assert_eq!(first_column("docs/dependencies.md"), used);
}

/// The crates that a manifest's dependency sections name.
fn crates(manifest: &str) -> BTreeSet<String> {
    let mut is_in = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            is_in =
                section.trim_end_matches(']').ends_with("dependencies") && !section.starts_with("workspace");
        } else if let Some((name, rest)) =
            line.split_once([' ', '.', '=']).filter(|(name, _)| is_in && !name.starts_with('#'))
        {
            let renamed = rest.split_once("package = \"").and_then(|(_, rest)| rest.split('"').next());
            names.insert(renamed.unwrap_or(name).to_owned());
        }
    }
    names
}

fn packages(manifest: &str) -> BTreeSet<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap();
    let sections =
        ["dependencies", "devDependencies"].into_iter().filter_map(|name| manifest[name].as_object());
    sections.flat_map(|section| section.keys().cloned()).collect()
}

#[test]
fn the_lifecycle_explains_every_verdict_and_every_evidence() {
    let listed = first_column("docs/lifecycle.md");
    for (file, function) in [("media/verdict.rs", "as_str"), ("media/session/ending.rs", "parts")] {
        for word in words_of(file, &format!("fn {function}(self)")) {
            assert!(listed.contains(&word), "{word} of {file}");
        }
    }
}

#[test]
fn the_log_can_be_searched_for_every_word_that_is_kept_in_it() {
    use domain::ops::events::{EVENTS, SOURCES, VERDICTS};
    for (file, function, known) in [
        ("media/verdict.rs", "fn as_str(self)", &VERDICTS[..]),
        ("media/event.rs", "impl EventKind {", &EVENTS[..]),
    ] {
        for word in words_of(file, function) {
            assert!(known.contains(&word.as_str()), "{word} of {file}");
        }
    }
    let document: serde_json::Value = serde_json::from_str(&text("web/public/openapi.json")).unwrap();
    let schemas = &document["components"]["schemas"];
    for (name, words) in [("EventSource", &SOURCES[..]), ("EventName", &EVENTS[..])] {
        assert_eq!(schemas[name]["enum"], serde_json::json!(words), "{name}");
    }
    let verdicts = schemas["Verdict"]["enum"].as_array().unwrap();
    assert!(verdicts.iter().all(|word| VERDICTS.contains(&word.as_str().unwrap())), "{verdicts:?}");
}

/// The words that a function of the domain gives.
fn words_of(file: &str, function: &str) -> Vec<String> {
    let source = text(&format!("domain/src/{file}"));
    let (_, body) = source.split_once(function).unwrap();
    let body = body.split("\n    }\n").next().unwrap();
    let words: Vec<String> = body.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(words.len() > 3, "{file}: {words:?}");
    words
}

#[test]
fn the_chat_explains_every_refusal_and_every_event() {
    let listed = first_column("docs/chat.md");
    for (file, function) in [("chat/refusal.rs", "fn code(&self)"), ("chat/denied.rs", "fn code(self)")] {
        for word in words_of(file, function) {
            assert!(listed.contains(&word), "{word} of {file}");
        }
    }
    let sources = read_all("durable_objects", "crate").into_iter().map(|source| text(&source.file));
    let calls = |source: &str| -> Vec<String> {
        let begins = ["event(manner, \"", "event(Manner::Events, \"", "announce(\"", "typed(\""];
        let rests = begins.iter().flat_map(|begin| source.split(begin).skip(1));
        rests.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let events: BTreeSet<String> = sources.flat_map(|source| calls(&source)).collect();
    assert!(events.len() > 5, "{events:?}");
    for event in events {
        assert!(listed.contains(&event), "{event}");
    }
}

#[test]
fn operations_explain_every_line_of_the_log() {
    let listed = first_column("docs/operations.md");
    let sources = [read_all("src", "crate"), read_all("durable_objects", "crate")].into_iter().flatten();
    let mut count = 0;
    for file in sources.map(|source| source.file) {
        let source = text(&file);
        let calls =
            source.split("#[cfg(test)]").next().unwrap().split(".write(").skip(1).map(str::trim_start);
        // Other things are written too; what goes to the log begins with its level.
        for call in calls.filter(|call| call.starts_with("Level::") || call.starts_with("level,")) {
            // The message is the first literal after that.
            let message = call.split('"').nth(1).unwrap();
            assert!(listed.contains(message), "{message:?} of {file}");
            count += 1;
        }
    }
    assert!(count > 8, "only {count} were found");
}
