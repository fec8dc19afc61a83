//! No statement about videos reads a whole table, however large it is: neither the lists nor any other in the source.

use crate::database::{all, open, run};
use crate::query_plans::{fault, plan};
use crate::source::read_all;
use crate::videos::{every_list_of_videos, with_videos};
use liveroom::vod::queries;
use rusqlite::Connection;

const VIDEOS: i64 = 3_000;
/// Tables and indexes that hold only what is waiting: they are read from their beginning.
const WAITING: [&str; 3] = ["SCAN discarded", "USING INDEX uploads_whole", "USING INDEX videos_at_provider"];

/// The database as it may be: new; grown; grown, with what `analyze` learned of it.
fn databases() -> [(&'static str, Connection); 3] {
    let [grown, analyzed] = [(); 2].map(|()| {
        let (db, _) = with_videos(VIDEOS);
        let upload = "insert into uploads (id, videoId, objectKey, storageUpload, partBytes, createdAt, expiresAt) \
             select 'u' || id, id, 'videos/u' || id, 's', 1, createdAt, createdAt from videos";
        run(&db, upload, &[]).unwrap();
        run(&db, "insert into upload_parts select id, 1, 'e' from uploads", &[]).unwrap();
        db
    });
    run(&analyzed, "analyze", &[]).unwrap();
    [("new", open()), ("grown", grown), ("analyzed", analyzed)]
}

/// Every statement of `src/vod`, as it is written there.
fn statements() -> Vec<String> {
    let literals = read_all("src/vod", "crate::vod").into_iter().flat_map(|source| source.literals);
    let written = literals.map(|text| text.replace("\\\n", "").replace("{COLUMNS}", "*"));
    let verbs = ["select ", "insert into ", "insert or ignore into ", "update ", "delete from "];
    written.filter(|text| verbs.iter().any(|verb| text.starts_with(verb)) && !text.contains('{')).collect()
}

/// The steps of a statement whose parameters are not known.
fn plan_of(db: &Connection, sql: &str) -> Vec<String> {
    let count = db.prepare(sql).unwrap_or_else(|error| panic!("{error}: {sql}")).parameter_count();
    plan(db, sql, &vec![None::<i64>.into(); count])
}

fn is_waiting(step: &str) -> bool {
    step == "SCAN CONSTANT ROW" || WAITING.iter().any(|words| step.contains(words))
}

#[test]
fn every_list_of_videos_walks_an_index_in_its_order() {
    let mut faults = Vec::new();
    for (state, db) in databases() {
        for asked in every_list_of_videos(20).iter().flat_map(|asked| [asked.clone(), asked.in_the_middle()])
        {
            for (sql, values) in queries::list(&asked.listing(), asked.viewer) {
                let steps = plan(&db, &sql, &values);
                faults.extend(
                    fault(&steps, true).map(|fault| format!("{state}: {asked:?} {fault}: {steps:#?}")),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_statement_about_videos_finds_its_rows_by_an_index() {
    let statements = statements();
    assert!(statements.len() > 35, "only {} were found", statements.len());
    let mut faults = Vec::new();
    for (state, db) in databases() {
        for sql in &statements {
            let steps: Vec<String> = plan_of(&db, sql).into_iter().filter(|step| !is_waiting(step)).collect();
            faults.extend(fault(&steps, false).map(|fault| format!("{state}: {sql} {fault}: {steps:#?}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_belongs_to_a_deleted_video_or_stream_is_found_by_an_index() {
    for (state, db) in databases() {
        for (table, column) in [("videos", "streamId"), ("uploads", "videoId"), ("upload_parts", "uploadId")]
        {
            // What SQLite asks by itself to keep foreign keys.
            let steps = plan(&db, &format!("select 1 from {table} where {column} = ?1"), &[1_i64.into()]);
            assert_eq!(fault(&steps, false), None, "{state}, {table}: {steps:#?}");
        }
    }
}

#[test]
fn a_waiting_list_holds_only_what_waits() {
    let (db, _) = with_videos(20);
    let sql = |name: &str| format!("select sql from sqlite_master where name = '{name}'");
    for (name, condition) in [
        ("uploads_whole", "where offset = length and storageUpload is not null"),
        ("videos_at_provider", "where providerId is not null and status in ('uploading', 'processing')"),
    ] {
        let made: Vec<String> = all(&db, &sql(name), &[], |row| row.get(0));
        assert!(made[0].contains(condition), "{made:?}");
    }
}
