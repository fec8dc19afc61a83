//! When a room's log is copied to the index: soon, in company, and never so much at a time that the room stands still.

use crate::time::Millis;

/// Messages of one batch. More would hold up a busy room for longer than a tick; as many wait for no others.
pub const BATCH: u32 = 250;
/// What is new waits this long for company.
const COMPANY_MS: i64 = 1_500;
/// Between two batches the room talks.
const BREATH_MS: i64 = 50;
/// After a failure it is tried again after this long.
const RETRY_MS: i64 = 5_000;

/// How far the copies are, and when they go on.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    due_at: Option<Millis>,
    not_before: Millis,
    /// The last message that is copied.
    seq: i64,
}

impl Copies {
    /// Those of a room whose messages are copied up to `seq`.
    pub fn up_to(seq: i64) -> Self {
        Self { seq, ..Self::default() }
    }

    /// When to copy; `None` when there is nothing.
    pub fn due_at(&self) -> Option<Millis> {
        self.due_at
    }

    /// Something was left from long ago: it is time.
    pub fn are_overdue(&mut self) {
        self.due_at = Some(Millis(0));
    }

    /// Something is new; `last_seq` is the last message.
    pub fn expect(&mut self, last_seq: i64, now: Millis) {
        let is_batch = last_seq.saturating_sub(self.seq) >= i64::from(BATCH);
        let at = now.plus(if is_batch { BREATH_MS } else { COMPANY_MS }).max(self.not_before);
        self.due_at = Some(self.due_at.map_or(at, |due_at| due_at.min(at)));
    }

    /// Copying begins: what comes from now on is new.
    pub fn begin(&mut self) {
        self.due_at = None;
    }

    /// A batch with messages up to `seq` is on its way.
    pub fn take(&mut self, seq: i64) {
        self.seq = seq;
    }

    /// The index has the batch, and there is more.
    pub fn go_on(&mut self, now: Millis) {
        self.due_at = Some(now.plus(BREATH_MS));
    }

    /// The index could not be reached.
    pub fn fail(&mut self, now: Millis) {
        self.not_before = now.plus(RETRY_MS);
        self.due_at = Some(self.not_before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: i64 = BATCH as i64;

    /// When copies are due that were told of a message at each of these times.
    fn due_at(copies: &mut Copies, news: &[(i64, i64)]) -> Option<i64> {
        for (last_seq, at) in news {
            copies.expect(*last_seq, Millis(*at));
        }
        copies.due_at().map(|at| at.0)
    }

    #[test]
    fn nothing_new_is_not_due() {
        assert_eq!(due_at(&mut Copies::up_to(7), &[]), None);
    }

    #[test]
    fn what_is_new_waits_for_company_from_its_first_on() {
        assert_eq!(due_at(&mut Copies::up_to(7), &[(8, 100), (9, 900)]), Some(1_600));
    }

    #[test]
    fn a_whole_batch_waits_for_none() {
        assert_eq!(due_at(&mut Copies::up_to(7), &[(8, 100), (7 + MANY, 900)]), Some(950));
    }

    #[test]
    fn what_was_left_is_due_at_once_whatever_is_new() {
        let mut copies = Copies::up_to(7);
        copies.are_overdue();
        assert_eq!(due_at(&mut copies, &[(8, 100)]), Some(0));
    }

    #[test]
    fn what_comes_while_a_batch_is_on_its_way_waits_for_its_own_company() {
        let mut copies = Copies::up_to(0);
        due_at(&mut copies, &[(MANY, 0)]);
        copies.begin();
        copies.take(MANY);
        assert_eq!(due_at(&mut copies, &[(MANY + 1, 60)]), Some(1_560));
    }

    #[test]
    fn the_rest_of_much_follows_after_a_breath() {
        let mut copies = Copies::up_to(0);
        copies.begin();
        copies.go_on(Millis(100));
        assert_eq!(due_at(&mut copies, &[(1, 110)]), Some(150));
    }

    #[test]
    fn an_index_that_is_away_is_left_alone_for_a_while_however_much_is_said() {
        let mut copies = Copies::up_to(0);
        copies.begin();
        copies.take(MANY);
        copies.fail(Millis(100));
        assert_eq!(due_at(&mut copies, &[(3 * MANY, 200)]), Some(5_100));
        copies.begin();
        assert_eq!(due_at(&mut copies, &[(4 * MANY, 5_200)]), Some(5_250));
    }
}
