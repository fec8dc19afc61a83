//! Who may import whom: the house has rooms, and doors only where they belong.

use crate::source::{Source, read_all};
use std::collections::BTreeSet;

/// A rule of the house.
struct Rule {
    /// Whom it binds, by file.
    binds: fn(&str) -> bool,
    /// What those must not name; `{feature}` stands for every feature but the file's own.
    never: &'static [&'static str],
    /// What they may name all the same.
    except: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        binds: |file| file.starts_with("src/platform/"),
        never: &["{feature}", "crate::http", "crate::app", "crate::jobs", "crate::durable_objects"],
        except: &[],
    },
    Rule {
        binds: |file| file.starts_with("src/http/"),
        never: &[
            "{feature}",
            "crate::jobs",
            "crate::durable_objects",
            "crate::platform::d1",
            "crate::platform::sql",
        ],
        except: &[],
    },
    Rule {
        binds: |file| is_in_feature(file) && file.ends_with("/store.rs"),
        never: &["{feature}", "crate::http", "crate::app", "crate::jobs"],
        except: &[],
    },
    Rule { binds: |file| file.ends_with("/handlers.rs"), never: &["crate::jobs", "js_sys"], except: &[] },
    Rule {
        // A token can come in over an open socket, and a session can end beside one: then the room itself has to ask
        // who that is. Identity's front door answers that; its handlers and its store are as closed as anyone's.
        binds: |file| file.starts_with("durable_objects/"),
        never: &["{feature}", "crate::http", "crate::jobs", "crate::app"],
        except: &[
            "crate::identity",
            "crate::identity::Caller",
            "crate::identity::open_sessions",
            "crate::identity::who",
        ],
    },
    Rule {
        binds: |file| file.starts_with("src/jobs/"),
        never: &["crate::http", "{feature}::handlers"],
        except: &[],
    },
    Rule {
        binds: |file| file.starts_with("domain/"),
        never: &[
            "liveroom",
            "worker",
            "js_sys",
            "wasm_bindgen",
            "std::time",
            "std::fs",
            "std::env",
            "std::net::Tcp",
        ],
        except: &[],
    },
];

/// What stands in `src/` beside the features.
const NO_FEATURES: [&str; 4] = ["config", "platform", "http", "jobs"];

fn is_in_feature(file: &str) -> bool {
    let folder = file.strip_prefix("src/").and_then(|rest| rest.split_once('/'));
    folder.is_some_and(|(folder, _)| !NO_FEATURES.contains(&folder))
}

fn house() -> Vec<Source> {
    let parts = [("src", "crate"), ("durable_objects", "crate::durable_objects"), ("domain/src", "crate")];
    parts.iter().flat_map(|(folder, module)| read_all(folder, module)).collect()
}

fn features(house: &[Source]) -> BTreeSet<String> {
    let files = house.iter().map(|source| source.file.as_str()).filter(|file| is_in_feature(file));
    files.filter_map(|file| file.split('/').nth(1)).map(str::to_owned).collect()
}

impl Rule {
    /// The paths that a file must not name, spelt out.
    fn forbidden(&self, file: &str, features: &BTreeSet<String>) -> Vec<String> {
        let own = file.split('/').nth(1).filter(|_| file.starts_with("src/"));
        let others = || features.iter().filter(move |feature| Some(feature.as_str()) != own);
        let spelt = |path: &&str| match path.split_once("{feature}") {
            Some((_, tail)) => others().map(|feature| format!("crate::{feature}{tail}")).collect(),
            None => vec![(*path).to_owned()],
        };
        self.never.iter().flat_map(spelt).collect()
    }

    fn breaches(&self, source: &Source, features: &BTreeSet<String>) -> Vec<String> {
        let forbidden = self.forbidden(&source.file, features);
        let is_breach = |path: &&String| {
            !self.except.contains(&path.as_str()) && forbidden.iter().any(|root| is_within(path, root))
        };
        source.paths.iter().filter(is_breach).map(|path| format!("{} names {path}", source.file)).collect()
    }
}

/// Whether a path is that one or leads into it.
fn is_within(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn nobody_names_what_is_not_theirs_to_name() {
    let house = house();
    let features = features(&house);
    let binding =
        |source: &'_ Source| RULES.iter().filter(|rule| (rule.binds)(&source.file)).collect::<Vec<_>>();
    let breaches: Vec<String> = house
        .iter()
        .flat_map(|source| binding(source).into_iter().flat_map(|rule| rule.breaches(source, &features)))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// A rule that binds nobody protects nothing: files were renamed, or the reading of them broke.
#[test]
fn every_rule_binds_somebody_and_the_features_are_found() {
    let house = house();
    for rule in RULES {
        assert!(house.iter().any(|source| (rule.binds)(&source.file)), "{:?}", rule.never);
    }
    let features = features(&house);
    assert!(
        ["identity", "media", "ops", "streams"].iter().all(|name| features.contains(*name)),
        "{features:?}"
    );
    let handlers = house.iter().find(|source| source.file == "src/streams/handlers.rs").unwrap();
    for path in ["crate::app::App", "crate::streams::store::find", "domain::page::next_cursor"] {
        let is_named = handlers.paths.iter().any(|named| is_within(named, path));
        assert!(is_named || path.ends_with("find"), "{path} in {:?}", handlers.paths);
    }
}

#[test]
fn handlers_speak_neither_sql_nor_javascript() {
    let mut breaches = Vec::new();
    for source in house().iter().filter(|source| source.file.ends_with("/handlers.rs")) {
        let queries = source.literals.iter().filter(|literal| is_sql(literal));
        breaches.extend(queries.map(|query| format!("{}: {query:?}", source.file)));
        let values = source.paths.iter().filter(|path| path.contains("JsValue"));
        breaches.extend(values.map(|path| format!("{} names {path}", source.file)));
    }
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

fn is_sql(literal: &str) -> bool {
    let literal = literal.trim_start().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| literal.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| literal.contains(word));
    begins(&["select ", "insert ", "update ", "delete "]) && has(&[" from ", " into ", " set ", "select 1"])
}

#[test]
fn sql_is_told_from_words() {
    for (literal, want) in [
        ("select 1 as one from users", true),
        (" INSERT or ignore INTO a values (1)", true),
        ("update streams set a = 1", true),
        ("delete from a", true),
        ("select a stream", false),
        ("update", false),
        ("the update set is empty", false),
    ] {
        assert_eq!(is_sql(literal), want, "{literal}");
    }
}

#[test]
fn the_domain_depends_on_no_crate_of_ours_or_of_the_platform() {
    let manifest = include_str!("../../domain/Cargo.toml");
    let names = manifest.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    for banned in
        ["liveroom", "worker", "js-sys", "wasm-bindgen", "web-sys", "getrandom", "rand", "uuid", "tokio"]
    {
        assert!(names.clone().all(|name| name != banned), "{banned}");
    }
}
