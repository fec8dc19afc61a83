//! The document that clients read and the routes that they reach are the same, both ways.

use domain::chat::ban::{Ban, BanRequest};
use domain::chat::message::Message;
use domain::chat::names;
use domain::chat::settings::{Change as ChatChange, Settings};
use domain::cloudflare::draft::{DirectUpload, NewOutput, NewRoom, read_enabled, read_session_id};
use domain::problem::Problem;
use domain::streams::draft::{Change, NewStream};
use domain::vod::draft::{Change as VideoChange, NewLink};
use domain::wire;
use liveroom::http::router::{Route, route};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use strum::VariantNames;

/// What the Worker serves at `/openapi.json`.
const OPENAPI: &str = include_str!("../../web/public/openapi.json");

/// The web pages are for people: no client relies on them.
const PAGE: &str = "page";

/// Everything that HTTP clients send; the document says which of them a path answers to.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"];

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

/// The path templates, each with its methods and their operations.
fn paths() -> BTreeMap<String, BTreeMap<String, Value>> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(template, item)| (template.clone(), operations(item))).collect()
}

fn operations(item: &Value) -> BTreeMap<String, Value> {
    let members = item.as_object().unwrap().iter().map(|(name, value)| (name.to_uppercase(), value.clone()));
    members.filter(|(name, _)| METHODS.contains(&name.as_str())).collect()
}

/// The template with a value in the place of each parameter.
fn sample(template: &str) -> String {
    let segment = |segment| match segment {
        "{id}" => "7",
        "{sessionId}" => "a-session",
        "{seq}" => "9",
        "{outputId}" => "baea4d9c515887b80289d5c33cf01145",
        "{userId}" => "guest:a",
        "{uploadId}" => "an-upload",
        "{roomId}" => "0x12",
        other => other,
    };
    template.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// Socket.IO's paths. The router leaves every method to Engine.IO, whose clients know its own answer to a wrong one
/// (400 with a code) and not ours (405); and both methods of a path are one operation to it, told apart by the query.
fn is_engine_io(template: &str) -> bool {
    template.ends_with("/socket.io/")
}

/// The name under which the router knows an operation: that of its path's GET where Engine.IO answers.
fn routed_name(template: &str, operations: &BTreeMap<String, Value>, method: &str) -> String {
    let method = if is_engine_io(template) { "GET" } else { method };
    operations[method]["operationId"].as_str().unwrap().to_owned()
}

#[test]
fn every_operation_of_the_document_is_routed_under_its_name() {
    for (template, operations) in paths() {
        for method in operations.keys() {
            let name = routed_name(&template, &operations, method);
            let routed = route(method, &sample(&template)).map(|route| route.operation());
            assert_eq!(routed, Ok(name.as_str()), "{method} {template}");
        }
    }
}

#[test]
fn every_route_is_in_the_document_once() {
    let mut named: Vec<String> = Vec::new();
    for (template, operations) in paths() {
        let methods = operations.keys().filter(|method| !is_engine_io(&template) || *method == "GET");
        named.extend(methods.map(|method| routed_name(&template, &operations, method)));
    }
    let mut routes: Vec<&str> = Route::VARIANTS.iter().copied().filter(|name| *name != PAGE).collect();
    named.sort_unstable();
    routes.sort_unstable();
    assert_eq!(named, routes);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let operations = paths().into_values().flat_map(BTreeMap::into_values);
    let mut names: Vec<String> = operations.map(|operation| operation["operationId"].to_string()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn engine_io_hears_every_method_with_and_without_the_slash_that_its_clients_write() {
    let paths = paths();
    let doors: Vec<&String> = paths.keys().filter(|template| is_engine_io(template)).collect();
    assert_eq!(doors, ["/socket.io/", "/streams/{id}/socket.io/"]);
    for template in doors {
        let name = routed_name(template, &paths[template], "GET");
        for path in [sample(template), sample(template).trim_end_matches('/').to_owned()] {
            for method in METHODS {
                let routed = route(method, &path).map(|route| route.operation());
                assert_eq!(routed, Ok(name.as_str()), "{method} {path}");
            }
        }
    }
}

#[test]
fn a_method_that_the_document_does_not_have_is_refused_with_those_it_has() {
    for (template, operations) in paths().into_iter().filter(|(template, _)| !is_engine_io(template)) {
        // HEAD goes where GET goes, unless it has a door of its own.
        let is_known = |method: &str| {
            operations.contains_key(method) || (method == "HEAD" && operations.contains_key("GET"))
        };
        for method in METHODS.into_iter().filter(|method| !is_known(method)) {
            let Err(Problem::MethodNotAllowed(allow)) = route(method, &sample(&template)) else {
                panic!("{method} {template} must be refused");
            };
            let mut allowed: Vec<&str> = allow.split(", ").collect();
            allowed.sort_unstable();
            let known: Vec<&str> = operations.keys().map(String::as_str).collect();
            assert_eq!(allowed, known, "{method} {template}");
        }
    }
}

#[test]
fn every_parameter_of_a_path_is_described_as_needed() {
    let document = document();
    for (template, item) in document["paths"].as_object().unwrap() {
        for name in template.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            for operation in operations(item).values() {
                let given =
                    [&item["parameters"], &operation["parameters"]].into_iter().filter_map(Value::as_array);
                let parameters: Vec<&Value> = given.flatten().map(|it| resolved(&document, it)).collect();
                let found = parameters.iter().find(|it| it["in"] == "path" && it["name"] == name);
                assert!(found.is_some_and(|it| it["required"] == true), "{name} of {template}");
            }
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = document();
    let mut used = Vec::new();
    collect_references(&document, &mut used);
    for reference in &used {
        assert!(!at(&document, reference).is_null(), "{reference} leads nowhere");
    }
    for (kind, components) in document["components"].as_object().unwrap() {
        // Schemes are named by `security`, not referred to.
        for name in components.as_object().unwrap().keys().filter(|_| kind != "securitySchemes") {
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{kind}/{name} is of no use");
        }
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect_references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    value["$ref"].as_str().map_or(value, |reference| at(document, reference))
}

fn at<'d>(document: &'d Value, reference: &str) -> &'d Value {
    document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
}

#[test]
fn the_examples_of_requests_are_understood() {
    let paths = paths();
    let content = |template: &str, method: &str| paths[template][method]["requestBody"]["content"].clone();
    let example = |template, method| content(template, method)["application/json"]["example"].clone();
    assert!(NewStream::read(example("/streams", "POST")).is_ok());
    assert!(Change::read(example("/streams/{id}", "PUT")).is_ok());
    assert!(BanRequest::read(example("/streams/{id}/chat/bans", "POST")).is_ok());
    assert!(ChatChange::read(example("/streams/{id}/chat/settings", "PUT")).is_ok());
    assert!(NewLink::read(example("/vod/upload", "POST")).is_ok());
    assert!(VideoChange::read(example("/vod/{id}", "PUT")).is_ok());

    assert!(NewRoom::read(example("/api/create", "POST")).is_ok());
    assert!(read_session_id(example("/api/end", "POST")).is_ok());
    assert!(NewOutput::read(example("/streams/{id}/outputs", "POST")).is_ok());
    assert!(read_enabled(example("/streams/{id}/outputs/{outputId}", "PUT")).is_ok());
    assert!(DirectUpload::read(example("/vod/direct-upload", "POST")).is_ok());
    let live = example("/webhook/cloudflare/live", "POST").to_string();
    assert!(wire::cloudflare::parse_live(live.as_bytes()).is_ok_and(|event| event.is_some()));
    let video = example("/webhook/cloudflare/video", "POST").to_string();
    assert!(wire::cloudflare::parse_video(video.as_bytes()).is_ok());

    let hooks = content("/webhook/stream-event", "POST");
    let form = &hooks["application/x-www-form-urlencoded"]["example"];
    wire::parse(Some("application/x-www-form-urlencoded"), form.as_str().unwrap().as_bytes()).unwrap();
    for (name, example) in hooks["application/json"]["examples"].as_object().unwrap() {
        let event = wire::parse(Some("application/json"), example["value"].to_string().as_bytes());
        assert_eq!(event.unwrap().source.as_str(), name);
    }
}

#[test]
fn the_examples_of_what_a_room_answers_are_what_it_writes() {
    fn written<T: Serialize + DeserializeOwned>(example: &Value) -> Value {
        serde_json::to_value(serde_json::from_value::<T>(example.clone()).unwrap()).unwrap()
    }
    fn named(example: &Value) -> Value {
        let mut ban = written::<Ban>(example);
        names::add(&mut ban, &[(1, "alice".to_owned()), (9, "bob".to_owned())]);
        ban
    }
    let schemas = &document()["components"]["schemas"];
    for (name, write) in [
        ("Message", written::<Message> as fn(&Value) -> Value),
        ("Ban", named),
        ("ChatSettings", written::<Settings>),
    ] {
        let example = &schemas[name]["example"];
        assert_eq!(&write(example), example, "{name}");
        let members = example.as_object().unwrap();
        for needed in schemas[name]["required"].as_array().unwrap() {
            assert!(members.contains_key(needed.as_str().unwrap()), "{name}: {needed}");
        }
        for member in members.keys() {
            assert!(!schemas[name]["properties"][member].is_null(), "{name}: {member}");
        }
    }
}
