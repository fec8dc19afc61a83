//! What a node of a chain can answer, and what a host can ask to have carried.
#![no_main]

use domain::registry::node::{self, Finality};
use domain::registry::room::RoomId;
use domain::registry::{B256, abi, account, rpc, signed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for count in 1..6 {
        if let Ok(answers) = rpc::read(data, count) {
            assert_eq!(answers.len(), count);
            let _ = node::chain(&answers, Finality::Blocks(12));
            for answer in &answers {
                let _ = node::receipt(B256::ZERO, answer);
            }
        }
    }
    let _ = (abi::room(data), abi::standing(data), account::signer(B256::ZERO, data));
    let text = String::from_utf8_lossy(data);
    if let Some(room) = RoomId::parse(&text) {
        assert_eq!(RoomId::parse(&room.to_string()), Some(room));
    }
    // A line is one member.
    let member = |name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let _ = signed::read_order(member);
});
