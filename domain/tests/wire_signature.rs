//! A webhook's signature holds for exactly what was signed.

use domain::media::inbox::{Proof, Senders, authenticate, sign};
use domain::problem::Problem;
use domain::secret::Secret;
use domain::time::Millis;
use proptest::prelude::*;

fn check(secret: &str, header: &str, body: &[u8], now_s: i64) -> Result<Proof, Problem> {
    let senders = Senders { secrets: vec![Secret::new("another"), Secret::new(secret)], allowed: vec![] };
    authenticate(&senders, Some(header), None, None, body, Millis(now_s * 1000))
}

/// The bytes with one bit turned over; `at` is any number.
fn flip(bytes: &[u8], at: usize) -> Vec<u8> {
    let at = at % (bytes.len() * 8);
    let mask = |i| if i == at / 8 { 1 << (at % 8) } else { 0 };
    bytes.iter().enumerate().map(|(i, byte)| byte ^ mask(i)).collect()
}

proptest! {
    #[test]
    fn what_was_signed_is_believed(
        secret in ".{1,80}", t in 300..4_000_000_000_i64, off in -300..=300_i64,
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let header = sign(&Secret::new(&*secret), t, &body);
        let is_believed = matches!(check(&secret, &header, &body, t + off), Ok(Proof::Signature { .. }));
        prop_assert!(is_believed);
    }

    #[test]
    fn one_bit_of_the_body_or_the_secret_makes_it_another(
        secret in "[a-z]{1,80}", t in 0..4_000_000_000_i64, at in any::<usize>(),
        body in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let header = sign(&Secret::new(&*secret), t, &body);
        prop_assert_eq!(check(&secret, &header, &flip(&body, at), t), Err(Problem::UnknownSender));
        if let Ok(other) = String::from_utf8(flip(secret.as_bytes(), at)) {
            prop_assert_eq!(check(&other, &header, &body, t), Err(Problem::UnknownSender));
        }
    }

    #[test]
    fn one_bit_of_the_header_makes_it_invalid(
        t in 0..4_000_000_000_i64, at in any::<usize>(), body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let header = sign(&Secret::new("secret"), t, &body);
        if let Ok(other) = String::from_utf8(flip(header.as_bytes(), at)) {
            // The case of a hex digit is no part of its value.
            let is_same = other.starts_with(&format!("t={t},v1=")) && other.eq_ignore_ascii_case(&header);
            prop_assert_eq!(check("secret", &other, &body, t).is_ok(), is_same, "{}", other);
        }
    }

    #[test]
    fn any_header_is_answered(header in any::<String>(), words in "(t=|v1=|,| |0|17|ab|-|\\+){0,30}") {
        prop_assert!(check("secret", &header, b"", 0).is_err());
        prop_assert!(check("secret", &words, b"", 0).is_err());
    }
}
