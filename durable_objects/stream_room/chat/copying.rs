//! The index follows: messages, deletions and acts go to D1 by alarm, in batches, at least once. Numbers keep them
//! from being there twice.

use super::super::store;
use super::room::ChatRoom;
use super::{acts, archives, deletions, log};
use crate::error::ApiError;
use crate::platform::d1::{self, Statement};
use domain::chat::copies::{BATCH, Copies};
use domain::time::Millis;
use serde::{Deserialize, Serialize};
use worker::{D1Database, SqlStorage};

const COPIED: &str = "chatCopied";
/// Bytes of one kind in a batch: D1 takes values of 2 MB.
const BATCH_BYTES: usize = 1_000_000;

/// Counts the messages of a batch that are new, by the minute in which they were written. It goes before the messages in
/// the same batch, so that a batch that comes again has nothing new. To look each up costs a thousandth of writing it.
pub const COUNT_MESSAGES: &str = "insert into activity (at, messages) \
     select substr(m.value ->> 'timestamp', 1, 16) || ':00.000Z', count(distinct m.value ->> 'seq') \
     from json_each(?2) m join streams s on s.id = ?1 \
     where not exists (select 1 from chats c where c.streamId = s.id and c.seq = m.value ->> 'seq') group by 1 \
     on conflict (at) do update set messages = messages + excluded.messages";
/// Puts messages in. One that is there already can only have been deleted since.
pub const PUT_MESSAGES: &str = "insert into chats \
     (streamId, seq, userId, username, role, message, timestamp, clientId, deleted) \
     select s.id, m.value ->> 'seq', m.value ->> 'userId', m.value ->> 'username', m.value ->> 'role', \
     m.value ->> 'message', m.value ->> 'timestamp', m.value ->> 'clientId', coalesce(m.value ->> 'deleted', 0) \
     from json_each(?2) m join streams s on s.id = ?1 where true \
     on conflict (streamId, seq) do update set message = '', deleted = 1 where excluded.deleted = 1";
/// Puts acts in.
pub const PUT_ACTS: &str = "insert into chat_acts (streamId, id, act, userId, target, detail, timestamp) \
     select s.id, a.value ->> 0, a.value -> 1 ->> 'act', a.value -> 1 ->> 'by', a.value -> 1 -> 'target', \
     a.value -> 1 -> 'detail', a.value -> 1 ->> 'createdAt' \
     from json_each(?2) a join streams s on s.id = ?1 where true on conflict do nothing";

/// How far the index has followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Copied {
    /// Which stream this is; 0 as long as nobody came in.
    pub(super) stream_id: i64,
    /// The last message that the index has.
    seq: i64,
    /// The last act that the index has.
    act_id: i64,
}

/// A batch on its way.
pub(super) struct Batch {
    stream_id: i64,
    messages: Vec<(i64, String)>,
    deleted: Vec<(i64, String)>,
    acts: Vec<(i64, String)>,
    /// There is more than fits.
    is_full: bool,
}

impl Copied {
    pub(super) fn load(storage: &SqlStorage) -> Result<Self, ApiError> {
        store::get(storage, COPIED)
    }

    /// Learns which stream this is.
    pub(super) fn know(storage: &SqlStorage, stream_id: i64) -> Result<(), ApiError> {
        store::put(storage, COPIED, &Self { stream_id, ..Self::load(storage)? })
    }

    /// Copies that go on from here.
    pub(super) fn copies(&self) -> Copies {
        Copies::up_to(self.seq)
    }
}

impl Batch {
    /// Whether there is more than it holds.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.deleted.is_empty() && self.acts.is_empty()
    }

    /// Writes it to the index.
    pub(super) async fn write(&self, db: &D1Database) -> Result<(), ApiError> {
        let messages = self.messages.iter().chain(&self.deleted).map(|(_, body)| body.as_str());
        let messages: Vec<&str> = messages.collect();
        let acts: Vec<String> = self.acts.iter().map(|(id, body)| format!("[{id},{body}]")).collect();
        let statements = [
            self.statement(COUNT_MESSAGES, &messages),
            self.statement(PUT_MESSAGES, &messages),
            self.statement(PUT_ACTS, &acts.iter().map(String::as_str).collect::<Vec<_>>()),
        ];
        d1::batch(db, &statements).await?;
        Ok(())
    }

    fn statement(&self, sql: &'static str, rows: &[&str]) -> Statement<'static> {
        (sql, vec![self.stream_id.into(), format!("[{}]", rows.join(",")).into()])
    }
}

/// The first rows, as many as fit one value; the first always does.
fn cut(mut rows: Vec<(i64, String)>, is_full: &mut bool) -> Vec<(i64, String)> {
    let fitting = log::fitting(rows.iter(), BATCH_BYTES).max(1);
    *is_full |= rows.len() > fitting || rows.len() >= BATCH as usize;
    rows.truncate(fitting);
    rows
}

fn last_of(rows: &[(i64, String)]) -> Option<i64> {
    rows.last().map(|(id, _)| *id)
}

impl ChatRoom {
    /// There is something that the index does not know.
    pub(super) fn copy_soon(&mut self, now: Millis) {
        self.copies.expect(self.written_seq(), now);
    }

    /// Whether it is time to tell the index.
    pub(super) fn is_copying_due(&self, now: Millis) -> bool {
        self.copies.due_at().is_some_and(|due| due <= now)
    }

    /// After a sleep: was something left?
    pub(super) fn expect_copying(&mut self, copied: &Copied) -> Result<(), ApiError> {
        let is_behind = self.last_seq > copied.seq
            || acts::last(&self.storage)? > copied.act_id
            || !deletions::due(&self.storage, 1)?.is_empty()
            || archives::is_due(&self.storage)?;
        if is_behind {
            self.copies.are_overdue();
        }
        Ok(())
    }

    /// What the index does not know, as much as fits a batch; `None` when it knows everything.
    pub(super) fn next_batch(&mut self) -> Result<Option<Batch>, ApiError> {
        let copied = Copied::load(&self.storage)?;
        let messages = log::first_between(&self.storage, copied.seq, self.written_seq() + 1, BATCH)?;
        let deleted = deletions::due(&self.storage, BATCH)?;
        let acts = acts::after(&self.storage, copied.act_id, BATCH)?;
        let mut is_full = deleted.len() >= BATCH as usize;
        let batch = Batch {
            stream_id: self.stream_id,
            messages: cut(messages, &mut is_full),
            deleted,
            acts: cut(acts, &mut is_full),
            is_full,
        };
        self.copies.take(last_of(&batch.messages).unwrap_or(copied.seq));
        Ok((!batch.is_empty()).then_some(batch))
    }

    /// The index has this batch.
    pub(super) fn batch_written(&mut self, batch: &Batch) -> Result<(), ApiError> {
        let copied = Copied::load(&self.storage)?;
        let copied = Copied {
            seq: last_of(&batch.messages).unwrap_or(copied.seq),
            act_id: last_of(&batch.acts).unwrap_or(copied.act_id),
            ..copied
        };
        deletions::copied(&self.storage, batch.deleted.iter().map(|(seq, _)| *seq))?;
        store::put(&self.storage, COPIED, &copied)
    }
}
