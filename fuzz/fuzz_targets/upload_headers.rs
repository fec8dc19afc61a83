//! What a client says with an upload or a request for a file: every line is each of the headers.
#![no_main]

use domain::time::Millis;
use domain::vod::conditions::{Asked, Entity, Plan, plan};
use domain::wire::tus::{Checksum, Metadata, length, method, offset, part_bytes};
use libfuzzer_sys::fuzz_target;

const SIZE: u64 = 1000;

fuzz_target!(|text: &str| {
    for line in text.lines() {
        let header = Some(line);
        let _ = (method("POST", header), Metadata::read(line), Checksum::read(line));
        assert_eq!(length(header).ok(), offset(header).ok());
        let Ok(length) = length(header) else { continue };
        assert!(length.div_ceil(part_bytes(length)) < 10_000);
    }
    let mut lines = text.lines();
    let asked = Asked {
        range: lines.next(),
        if_range: lines.next(),
        if_match: lines.next(),
        if_none_match: lines.next(),
        if_modified_since: lines.next(),
        if_unmodified_since: lines.next(),
    };
    let entity = Entity { size: SIZE, etag: "\"a\"", modified: Millis(784_111_777_000) };
    match plan(&asked, &entity) {
        Plan::Part { first, last } => assert!(first <= last && last < SIZE && asked.range.is_some()),
        Plan::Unsatisfiable => assert!(asked.range.is_some()),
        Plan::NotModified => assert!(asked.if_none_match.or(asked.if_modified_since).is_some()),
        Plan::PreconditionFailed => assert!(asked.if_match.or(asked.if_unmodified_since).is_some()),
        Plan::Whole => {}
    }
});
