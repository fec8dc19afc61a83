//! Which sessions count, as the queries tell.

use crate::asked::NOW;
use crate::database::{add_user, all, one, open, run};
use domain::time::Millis;
use liveroom::identity::store::{OPEN_AMONG, OPEN_SINCE};
use rusqlite::Connection;

/// A database with sessions of one user: two that are open, one that was ended and one that expires now.
fn database() -> Connection {
    let db = open();
    let user_id = add_user(&db, "ann");
    for (sid, revoked_at, expires_at) in [
        ("open", None, NOW.plus(1)),
        ("other", None, NOW.plus(60_000)),
        ("ended", Some(NOW), NOW.plus(60_000)),
        ("expired", None, NOW),
    ] {
        let sql = "insert into sessions (id, userId, createdAt, usedAt, expiresAt, revokedAt) \
             values (?1, ?2, '', '', ?3, ?4)";
        let revoked_at = revoked_at.map(Millis::to_rfc3339);
        let values = [sid.into(), user_id.into(), expires_at.into(), revoked_at.as_deref().into()];
        run(&db, sql, &values).unwrap();
    }
    db
}

#[test]
fn of_many_sessions_the_open_ones_are_told_each_once() {
    let db = database();
    for (asked, want) in [
        (r#"["open","ended","expired","nobody's","other","open"]"#, vec!["open", "other"]),
        (r#"["ended"]"#, vec![]),
        ("[]", vec![]),
    ] {
        let mut told: Vec<String> = all(&db, OPEN_AMONG, &[asked.into(), NOW.into()], |row| row.get("id"));
        told.sort();
        assert_eq!(told, want, "{asked}");
    }
}

#[test]
fn an_open_session_tells_since_when_its_account_is_there() {
    let db = database();
    let made: String = one(&db, "select createdAt from users");
    assert!(Millis::from_rfc3339(&made).is_some());
    for (sid, want) in
        [("open", vec![made.clone()]), ("ended", vec![]), ("expired", vec![]), ("none", vec![])]
    {
        let told: Vec<String> = all(&db, OPEN_SINCE, &[sid.into(), NOW.into()], |row| row.get("createdAt"));
        assert_eq!(told, want, "{sid}");
    }
}
