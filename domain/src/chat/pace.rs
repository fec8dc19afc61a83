//! When a room sends what it has accepted: at once while it is quiet, several messages together when it is busy.

use crate::time::Millis;

const BUCKET_MS: i64 = 100;
const BUCKETS: usize = 10;
/// Messages of the last second from which on a room is busy.
const BUSY_MESSAGES: u64 = 200;
/// Deliveries of the last second from which on a room is busy.
const BUSY_DELIVERIES: u64 = 10_000;
/// Deliveries of the last second at which the tick is longest.
const FULL_DELIVERIES: u64 = 100_000;
const SHORTEST_TICK_MS: u32 = 20;
const LONGEST_TICK_MS: u32 = 50;
/// A flush that is overdue by so much has lost its timer. One that is only late comes by itself: sending to thousands
/// of sockets takes longer than a tick, and whoever is heard after that must not begin it all over.
const LOST_AFTER_MS: i64 = 1_000;
/// So many messages in a moment had piled up: they come faster than they are said.
const PILED_UP: usize = 3;
/// Moments that are listened on, at the most.
const MAX_LISTENING: u32 = 20;

/// When a message is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flush {
    /// At once, and with it whatever still waits.
    Now,
    /// In so many milliseconds, together with what comes until then.
    After(u32),
    /// With the flush that was asked for before.
    Already,
}

/// What a room has sent within the last second, to a tenth, and whether something waits to be sent.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// Newest first.
    buckets: [Bucket; BUCKETS],
    /// Tenths of a second since 1970 at which the newest began.
    tenth: i64,
    /// When what waits is due.
    due: Option<Millis>,
    /// When was last sent what waited.
    flushed_at: Option<Millis>,
    /// How often it was listened on since that, and how many messages waited the last time.
    listened: u32,
    heard: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    messages: u64,
    deliveries: u64,
}

impl Pace {
    /// When to send a message that was just accepted, to so many sockets. What came before it decides: after a
    /// quiet second it goes at once, however large the room; in a busy one a tick after what was sent last, or at once
    /// if that is long ago.
    pub fn next(&mut self, sockets: u32, now: Millis) -> Flush {
        self.turn(now);
        let tick_ms = self.tick_ms();
        self.count(sockets);
        let wait_ms = match (self.due, tick_ms) {
            (Some(due), _) if now < due.plus(LOST_AFTER_MS) => return Flush::Already,
            (None, Some(tick_ms)) => self.wait_ms(tick_ms, now),
            _ => 0,
        };
        if wait_ms == 0 {
            self.flushed(now);
            return Flush::Now;
        }
        self.due = Some(now.plus(i64::from(wait_ms)));
        Flush::After(wait_ms)
    }

    /// A flush is due, and so many messages wait: whether to listen a moment longer, and to ask again. Sending may have
    /// taken longer than a tick; then what came meanwhile is only being read. Without all that, the flush would be as
    /// much work as with it, and as much would pile up behind it again.
    pub fn listens_on(&mut self, waiting: usize, now: Millis) -> bool {
        let is_late = self.flushed_at.is_some_and(|at| now.since(at) > i64::from(LONGEST_TICK_MS));
        let came = waiting.saturating_sub(self.heard);
        self.heard = waiting;
        self.listened += 1;
        is_late && (self.listened == 1 || came >= PILED_UP) && self.listened <= MAX_LISTENING
    }

    /// Everything that waited was sent.
    pub fn flushed(&mut self, now: Millis) {
        self.due = None;
        self.flushed_at = Some(now);
        self.listened = 0;
        self.heard = 0;
    }

    /// What is left of the tick that began when was last sent. In a very busy room that may have taken all of it, and
    /// what came meanwhile is still to be heard: the first of it waits for the others.
    fn wait_ms(&self, tick_ms: u32, now: Millis) -> u32 {
        let company_ms = (tick_ms - SHORTEST_TICK_MS) / 2;
        let left_ms = self.flushed_at.map_or(0, |flushed_at| flushed_at.plus(i64::from(tick_ms)).since(now));
        u32::try_from(left_ms.max(0)).unwrap_or(tick_ms).clamp(company_ms, tick_ms)
    }

    /// Brings the newest bucket up to `now`. When the clock steps back the counts stay as fresh as they were.
    fn turn(&mut self, now: Millis) {
        let tenth = now.0.div_euclid(BUCKET_MS);
        let passed = tenth.saturating_sub(self.tenth).max(0);
        let passed = usize::try_from(passed).unwrap_or(BUCKETS).min(BUCKETS);
        self.buckets.rotate_right(passed);
        self.buckets.iter_mut().take(passed).for_each(|bucket| *bucket = Bucket::default());
        self.tenth = tenth;
    }

    fn count(&mut self, sockets: u32) {
        if let Some(newest) = self.buckets.first_mut() {
            newest.messages = newest.messages.saturating_add(1);
            newest.deliveries = newest.deliveries.saturating_add(u64::from(sockets));
        }
    }

    /// `None` while the room is quiet.
    fn tick_ms(&self) -> Option<u32> {
        let messages = self.buckets.iter().fold(0_u64, |sum, bucket| sum.saturating_add(bucket.messages));
        let deliveries = self.buckets.iter().fold(0_u64, |sum, bucket| sum.saturating_add(bucket.deliveries));
        let is_busy = messages >= BUSY_MESSAGES || deliveries >= BUSY_DELIVERIES;
        is_busy.then(|| tick_ms(deliveries))
    }
}

fn tick_ms(deliveries: u64) -> u32 {
    let above = deliveries.clamp(BUSY_DELIVERIES, FULL_DELIVERIES) - BUSY_DELIVERIES;
    let longer = above * u64::from(LONGEST_TICK_MS - SHORTEST_TICK_MS) / (FULL_DELIVERIES - BUSY_DELIVERIES);
    u32::try_from(longer).map_or(LONGEST_TICK_MS, |longer| SHORTEST_TICK_MS + longer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a room of so many sockets is told about messages that come at these times, none of them flushed.
    fn told(sockets: u32, times: &[i64]) -> Vec<Flush> {
        let mut pace = Pace::default();
        times.iter().map(|time| pace.next(sockets, Millis(*time))).collect()
    }

    #[test]
    fn a_quiet_room_sends_at_once() {
        assert_eq!(told(100, &[0, 50, 100, 900, 5_000]), [Flush::Now; 5]);
        assert_eq!(told(5_000, &[0, 1_100, 2_200]), [Flush::Now; 3]);
    }

    #[test]
    fn a_busy_room_waits_a_tick_that_grows_with_its_load() {
        for (sockets, want) in [(9_999, None), (10_000, Some(19)), (55_000, Some(34)), (100_000, Some(49))] {
            assert_eq!(told(sockets, &[0, 1])[1], want.map_or(Flush::Now, Flush::After), "{sockets}");
        }
        assert_eq!(told(u32::MAX, &[0, 1, 2, 3])[1..], [Flush::After(49), Flush::Already, Flush::Already]);
    }

    #[test]
    fn many_messages_make_a_small_room_busy() {
        let told = told(1, &[7; 300]);
        assert!(told[..200].iter().all(|flush| *flush == Flush::Now));
        assert_eq!(told[200], Flush::After(20));
        assert!(told[201..].iter().all(|flush| *flush == Flush::Already));
    }

    #[test]
    fn a_tick_counts_from_what_was_sent_last() {
        let mut pace = Pace::default();
        assert_eq!(pace.next(10_000, Millis(0)), Flush::Now);
        assert_eq!(pace.next(0, Millis(15)), Flush::After(5));
        pace.flushed(Millis(22));
        assert_eq!(pace.next(0, Millis(30)), Flush::After(12));
        pace.flushed(Millis(42));
        assert_eq!(pace.next(0, Millis(62)), Flush::Now);
    }

    #[test]
    fn a_room_that_sends_all_the_time_hears_what_came_meanwhile() {
        let mut pace = Pace::default();
        assert_eq!(pace.next(100_000, Millis(0)), Flush::Now);
        assert_eq!(pace.next(100_000, Millis(70)), Flush::After(15));
    }

    /// Whether a room whose flush is due, so long after the last one, listens on while so many wait.
    fn listens(since_ms: i64, waiting: &[usize]) -> Vec<bool> {
        let mut pace = Pace::default();
        pace.flushed(Millis(0));
        waiting.iter().map(|waiting| pace.listens_on(*waiting, Millis(since_ms))).collect()
    }

    #[test]
    fn a_room_that_was_late_listens_until_what_piled_up_is_read() {
        assert_eq!(listens(70, &[1, 40, 90, 92]), [true, true, true, false]);
        assert_eq!(listens(70, &[2, 4]), [true, false]);
    }

    #[test]
    fn a_room_that_is_in_time_sends_what_is_due() {
        assert_eq!(listens(50, &[90]), [false]);
    }

    #[test]
    fn a_room_does_not_listen_for_ever() {
        let growing: Vec<usize> = (1..100).map(|times| times * 10).collect();
        assert_eq!(listens(70, &growing).iter().filter(|listens| **listens).count(), 20);
    }

    #[test]
    fn a_room_is_quiet_again_after_a_second() {
        let mut pace = Pace::default();
        pace.next(100_000, Millis(0));
        assert_eq!(pace.next(100_000, Millis(40)), Flush::After(15));
        pace.flushed(Millis(55));
        assert_eq!(pace.next(100_000, Millis(999)), Flush::After(15));
        pace.flushed(Millis(1_014));
        assert_eq!(pace.next(100_000, Millis(2_000)), Flush::Now);
    }

    #[test]
    fn a_flush_that_is_late_is_waited_for_and_one_whose_timer_was_lost_is_made_up_for() {
        assert_eq!(
            told(100_000, &[0, 10, 59, 90, 1_049, 1_050])[1..],
            [Flush::After(40), Flush::Already, Flush::Already, Flush::Already, Flush::Now]
        );
    }

    #[test]
    fn a_clock_that_steps_back_neither_forgets_nor_freezes_the_count() {
        let mut pace = Pace::default();
        pace.next(100_000, Millis(1_000_000));
        assert_eq!(pace.next(100_000, Millis(0)), Flush::After(50));
        pace.flushed(Millis(50));
        assert_eq!(pace.next(100_000, Millis(1_100)), Flush::Now);
    }

    proptest! {
        /// The room's timer fires as late as it may: at the millisecond that was asked for.
        #[test]
        fn every_message_is_flushed_within_50_ms(gaps in proptest::collection::vec((0_i64..40, 0_u32..6_000), 1..400)) {
            let (mut pace, mut now, mut waiting, mut timer) = (Pace::default(), 0, Vec::new(), None);
            for (gap, sockets) in gaps {
                now += gap;
                if timer.is_some_and(|due| due <= now) {
                    prop_assert!(waiting.drain(..).all(|since| timer.unwrap() - since <= 50));
                    pace.flushed(Millis(timer.unwrap()));
                    timer = None;
                }
                waiting.push(now);
                match pace.next(sockets, Millis(now)) {
                    Flush::Now => waiting.clear(),
                    Flush::After(ms) => timer = Some(now + i64::from(ms)),
                    Flush::Already => prop_assert!(timer.is_some()),
                }
            }
            prop_assert!(waiting.iter().all(|since| timer.is_some_and(|due| due - since <= 50)));
        }

        #[test]
        fn no_clock_makes_it_panic(times: Vec<i64>, sockets: u32) {
            told(sockets, &times);
        }
    }
}
