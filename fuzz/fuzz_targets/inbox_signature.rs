//! The proof of a sender. Lines: header, URL secret, address, networks; the rest is the body.
#![no_main]

use domain::media::inbox::{Proof, Senders, authenticate, parse_cidrs, sign};
use domain::secret::Secret;
use domain::time::Millis;
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "c5cd1c1a-not-for-the-fuzzer-to-guess";
const NOW_S: i64 = 1_700_000_000;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(5, |byte| *byte == b'\n');
    let mut line = || std::str::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
    let (header, secret, ip, networks) = (line(), line(), line(), line());
    let body = parts.next().unwrap_or_default();
    let allowed = parse_cidrs(networks).unwrap_or_default();
    let senders = Senders { secrets: vec![Secret::new(""), Secret::new(SECRET)], allowed };
    let prove =
        |header| authenticate(&senders, Some(header), Some(secret), Some(ip), body, Millis(NOW_S * 1000));

    match prove(header) {
        Ok(Proof::Address) => assert!(!senders.allowed.is_empty() && !ip.is_empty()),
        Ok(proof) => panic!("{proof:?} without the secret"),
        Err(_) => {}
    }
    // A good signature counts whatever stands behind it, as long as there is one time.
    let signed = format!("{},{header}", sign(&Secret::new(SECRET), NOW_S, body));
    let is_believed = matches!(prove(&signed), Ok(Proof::Signature { .. }));
    assert!(is_believed || header.contains("t="));
});
