//! What a name leads to, asked over HTTPS.

use serde::Deserialize;
use std::net::IpAddr;

/// Types of records: an address of IPv4, one of IPv6.
const ADDRESS_TYPES: [u16; 2] = [1, 28];

/// An answer in JSON (`application/dns-json`), as the public resolvers give it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    status: u16,
    #[serde(default)]
    answer: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    r#type: u16,
    data: String,
}

/// The addresses in a resolver's answer, in their order; other records (the names on the way) are passed over. Empty
/// when the name does not exist or has no address of the type that was asked for.
///
/// `None` when it is no answer, tells of a failure of the resolver, or has an address that is none: then nothing is
/// known of the name.
pub fn addresses(json: &str) -> Option<Vec<IpAddr>> {
    let Answer { status, answer } = serde_json::from_str(json).ok()?;
    // 0 is fine, 3 says that there is no such name.
    matches!(status, 0 | 3).then_some(())?;
    let records = answer.into_iter().filter(|record| ADDRESS_TYPES.contains(&record.r#type));
    records.map(|record| record.data.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_addresses_stand_among_the_records() {
        let json = r#"{"Status":0,"TC":false,"Question":[{"name":"a.example","type":1}],"Answer":[
            {"name":"a.example","type":5,"TTL":300,"data":"b.example."},
            {"name":"b.example","type":1,"TTL":300,"data":"93.184.216.34"},
            {"name":"b.example","type":28,"TTL":300,"data":"2606:2800::1"}]}"#;
        let want = ["93.184.216.34", "2606:2800::1"].map(|ip| ip.parse().unwrap());
        assert_eq!(addresses(json), Some(want.to_vec()));
    }

    #[test]
    fn a_name_may_have_no_address() {
        for json in [r#"{"Status":3}"#, r#"{"Status":0,"Answer":[]}"#, r#"{"Status":0,"Authority":[]}"#] {
            assert_eq!(addresses(json), Some(vec![]), "{json}");
        }
    }

    #[test]
    fn of_a_broken_answer_nothing_is_known() {
        for json in [
            "",
            "[]",
            "{}",
            r#"{"Status":2}"#,
            r#"{"Status":5,"Answer":[{"type":1,"data":"1.1.1.1"}]}"#,
            r#"{"Status":0,"Answer":[{"type":1,"data":"a.example"}]}"#,
            r#"{"Status":0,"Answer":[{"type":1,"data":"1.1.1.1"},{"type":1}]}"#,
        ] {
            assert_eq!(addresses(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_panics(json in ".*") {
            let _ = addresses(&json);
        }
    }
}
