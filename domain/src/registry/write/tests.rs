use super::*;
use crate::registry::fees::Market;
use proptest::prelude::*;

const RULES: Rules = Rules { poll_ms: 100, resend_ms: 1_000, bump_ms: 5_000, lost_ms: 2_000, ceiling: 1_000 };
const NONCE: u64 = 7;
const OFFER: Fees = Fees { tip: 10, cap: 100 };

fn hash(number: u8) -> B256 {
    B256::repeat_byte(number)
}

fn sent() -> Progress {
    let mut progress = Progress::new(Millis(0));
    progress.signed(NONCE, OFFER, 21_000, hash(1), Millis(0));
    progress
}

fn in_state(state: State) -> Progress {
    Progress { state, ..sent() }
}

fn chain(count: u64) -> Chain {
    Chain { count, pending_count: count, final_block: 50, market: Market { base: 50, tip: 1 }, balance: 0 }
}

const fn receipt(hash: B256, block: u64, is_success: bool) -> Receipt {
    Receipt { hash, block, is_success }
}

#[test]
fn a_write_is_final_once_its_block_is() {
    for (block, want) in [(50, Step::Final as fn(Receipt) -> Step), (51, Step::Mined)] {
        let receipt = receipt(hash(1), block, true);
        for state in [State::Sent, State::Mined, State::Queued] {
            let step = in_state(state).judge(&[receipt], &chain(NONCE + 1), true, &RULES, Millis(1));
            assert_eq!(step, want(receipt), "{state:?}");
        }
    }
}

#[test]
fn any_transaction_that_was_ever_sent_may_be_the_one() {
    let mut progress = sent();
    progress.signed(NONCE, Fees { tip: 12, cap: 120 }, 21_000, hash(2), Millis(6_000));
    let older = receipt(hash(1), 40, true);
    let step = progress.judge(&[older], &chain(NONCE + 1), true, &RULES, Millis(7_000));
    assert!(progress.take(step, Millis(7_000)));
    assert_eq!((progress.state, progress.transaction()), (State::Final, Some(hash(1))));
}

#[test]
fn without_a_receipt_time_decides() {
    for (count, age_ms, is_first, want) in [
        (NONCE, 999, true, Step::Wait),
        (NONCE, 1_000, true, Step::Resend),
        (NONCE, 5_000, true, Step::Bump(Fees { tip: 12, cap: 113 })),
        // Another one is in its way, and will be raised.
        (NONCE, 5_000, false, Step::Resend),
        // On count alone nothing is given up.
        (NONCE + 1, 60_000, true, Step::Resend),
    ] {
        let step = sent().judge(&[], &chain(count), is_first, &RULES, Millis(age_ms));
        assert_eq!(step, want, "{count} {age_ms} {is_first}");
    }
}

#[test]
fn one_that_offers_less_than_blocks_cost_is_raised_wherever_it_stands() {
    let dear = Chain { market: Market { base: 200, tip: 1 }, ..chain(NONCE) };
    let step = sent().judge(&[], &dear, false, &RULES, Millis(5_000));
    assert_eq!(step, Step::Bump(Fees { tip: 12, cap: 401 }));
}

#[test]
fn above_the_ceiling_nothing_is_offered_and_that_is_said() {
    let rules = Rules { ceiling: 105, ..RULES };
    let mut progress = sent();
    assert_eq!(progress.judge(&[], &chain(NONCE), true, &rules, Millis(5_000)), Step::Stuck);
    progress.sent_at = Millis(4_500);
    assert_eq!(progress.judge(&[], &chain(NONCE), true, &rules, Millis(5_000)), Step::Wait);
}

#[test]
fn a_nonce_is_given_up_when_a_node_says_so_for_a_while_and_the_count_agrees() {
    let mut progress = sent();
    progress.nonce_used_since = Some(Millis(1_000));
    for (count, now, want) in
        [(NONCE + 1, 2_999, Step::Resend), (NONCE + 1, 3_000, Step::Move), (NONCE, 3_000, Step::Resend)]
    {
        assert_eq!(progress.judge(&[], &chain(count), true, &RULES, Millis(now)), want, "{count} {now}");
    }
    assert!(progress.take(Step::Move, Millis(3_000)));
    assert_eq!((progress.state, progress.nonce, progress.hashes.len()), (State::Queued, None, 1));
}

#[test]
fn what_a_reorganisation_undid_is_sent_again_at_once() {
    for (state, count, want) in [
        (State::Mined, NONCE, Step::Undone),
        (State::Mined, NONCE + 1, Step::Undone),
        (State::Final, NONCE, Step::Undone),
        (State::Final, NONCE + 1, Step::Wait),
        (State::Failed, NONCE, Step::Wait),
    ] {
        let step = in_state(state).judge(&[], &chain(count), true, &RULES, Millis(100));
        assert_eq!(step, want, "{state:?} {count}");
    }
    let mut progress = in_state(State::Mined);
    progress.take(Step::Undone, Millis(20_000));
    assert_eq!(progress.state, State::Sent);
    assert_eq!(progress.judge(&[], &chain(NONCE), true, &RULES, Millis(20_000)), Step::Resend);
}

#[test]
fn one_that_the_contract_refuses_is_asked_about_again_and_given_up_in_the_end() {
    let mut progress = sent();
    for attempt in 1..=MAX_REVERTS {
        let reverted = receipt(hash(1), 10, false);
        progress.signed(NONCE, OFFER, 21_000, hash(1), Millis(0));
        let step = progress.judge(&[reverted], &chain(NONCE + 1), true, &RULES, Millis(1));
        assert_eq!(step, Step::Reverted(reverted));
        progress.take(step, Millis(1));
        let want = if attempt < MAX_REVERTS { State::Queued } else { State::Failed };
        assert_eq!((progress.state, progress.nonce), (want, None));
    }
}

#[test]
fn one_that_is_put_off_waits_longer_each_time() {
    let mut progress = Progress::new(Millis(0));
    let mut waits = Vec::new();
    for _ in 0..12 {
        progress.put_off("no funds", &RULES, Millis(0));
        waits.push(progress.due_at.0);
    }
    assert_eq!(waits[..4], [100, 200, 400, 800]);
    assert_eq!(waits[11], MAX_WAIT_MS);
    assert_eq!(progress.reason.as_deref(), Some("no funds"));
}

#[test]
fn missing_nonces_are_those_that_the_chain_waits_for() {
    for (first, count, next, taken, want) in [
        (0, 0, 3, vec![0, 1, 2], vec![]),
        (0, 0, 3, vec![0, 2], vec![1]),
        (0, 2, 3, vec![2], vec![]),
        (5, 0, 7, vec![6], vec![5]),
        (0, 9, 3, vec![], vec![]),
        (0, 0, 9, vec![], vec![0, 1, 2, 3]),
    ] {
        assert_eq!(missing_nonces(first, count, next, &taken, 4), want);
    }
}

/// What sleeps in an object's storage is read after a deploy.
#[test]
fn the_stored_form_is_frozen() {
    let frozen = r#"{"state":"sent","nonce":7,"hashes":["0x0101010101010101010101010101010101010101010101010101010101010101"],"fees":{"tip":"10","cap":"100"},"gasLimit":21000,"signedAt":0,"sentAt":0,"dueAt":0,"delays":0,"reverts":0}"#;
    assert_eq!(serde_json::to_string(&sent()).unwrap(), frozen);
    assert_eq!(serde_json::from_str::<Progress>(frozen).unwrap(), sent());
    assert_eq!(serde_json::from_str::<Progress>(r#"{"state":"queued"}"#).unwrap(), Progress::new(Millis(0)));
}

proptest! {
    /// Whatever a node says, a write keeps its nonce until it is certain that another has it, and is never raised
    /// above the ceiling.
    #[test]
    fn no_answer_makes_a_write_lose_its_nonce_early(
        count in 0..20_u64, base in 0..3_000_u128, age_ms in 0..100_000_i64, is_first in any::<bool>(),
        since in prop::option::of(0..100_000_i64),
    ) {
        let mut progress = sent();
        progress.nonce_used_since = since.map(Millis);
        let chain = Chain { market: Market { base, tip: 3 }, ..chain(count) };
        match progress.judge(&[], &chain, is_first, &RULES, Millis(age_ms)) {
            Step::Move => prop_assert!(count > NONCE && since.is_some_and(|since| age_ms - since >= RULES.lost_ms)),
            Step::Bump(fees) => prop_assert!(fees.cap <= RULES.ceiling && fees.cap > OFFER.cap && count <= NONCE),
            Step::Resend | Step::Wait | Step::Stuck => {}
            step => prop_assert!(false, "{:?}", step),
        }
    }
}
