//! What a transaction offers, and what it offers next when nobody takes it.

use serde::{Deserialize, Serialize};

/// Nodes take a transaction in another's place from 10 % more on, of both; this much is asked for, in thousandths.
const RAISE_PER_MILLE: u128 = 1_125;
/// The least tip, in wei: some nodes take none without.
const MIN_TIP: u128 = 1;

/// Fees for one unit of gas, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fees {
    /// For whoever makes the block.
    #[serde(with = "as_text")]
    pub tip: u128,
    /// The most that is paid in all.
    #[serde(with = "as_text")]
    pub cap: u128,
}

/// What others pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Market {
    /// What the next block burns for one unit of gas, in wei.
    pub base: u128,
    /// The usual tip, in wei.
    pub tip: u128,
}

impl Market {
    /// What to offer: enough for six full blocks in a row, each an eighth dearer than the one before. `None` when even
    /// the next block costs more than `ceiling`; then waiting is what is left.
    pub fn offer(self, ceiling: u128) -> Option<Fees> {
        let tip = self.tip.max(MIN_TIP);
        if self.base.saturating_add(tip) > ceiling {
            return None;
        }
        Some(Fees { tip, cap: self.base.saturating_mul(2).saturating_add(tip).min(ceiling) })
    }
}

impl Fees {
    /// What to offer in the place of this, which nobody takes: an eighth more, or what the market asks if that is more
    /// still. `None` when that would be above `ceiling`.
    pub fn raised(self, market: Market, ceiling: u128) -> Option<Self> {
        let raise =
            |fee: u128| fee.saturating_mul(RAISE_PER_MILLE).div_ceil(1_000).max(fee.saturating_add(1));
        let asked = market.offer(ceiling);
        let tip = asked.map_or(0, |fees| fees.tip).max(raise(self.tip));
        let cap = asked.map_or(0, |fees| fees.cap).max(raise(self.cap)).max(tip);
        (cap <= ceiling).then_some(Self { tip, cap })
    }
}

/// JSON's numbers end at 2^53 for many.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(wei: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(wei)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_offer_is_twice_the_base_and_the_tip_up_to_the_ceiling() {
        for (base, tip, ceiling, want) in [
            (100, 7, 1_000, Some((7, 207))),
            (100, 7, 150, Some((7, 150))),
            (100, 7, 107, Some((7, 107))),
            (100, 7, 106, None),
            (0, 0, 10, Some((1, 1))),
            (u128::MAX, 1, u128::MAX, Some((1, u128::MAX))),
        ] {
            let fees = Market { base, tip }.offer(ceiling).map(|fees| (fees.tip, fees.cap));
            assert_eq!(fees, want, "{base} {tip} {ceiling}");
        }
    }

    #[test]
    fn fees_are_stored_as_text() {
        let fees = Fees { tip: 1, cap: u128::MAX };
        let json = r#"{"tip":"1","cap":"340282366920938463463374607431768211455"}"#;
        assert_eq!(serde_json::to_string(&fees).unwrap(), json);
        assert_eq!(serde_json::from_str::<Fees>(json).unwrap(), fees);
    }

    proptest! {
        #[test]
        fn a_raise_is_taken_by_nodes_and_never_above_the_ceiling(
            tip in 0..1_000_000_u128, more in 0..1_000_000_u128, base in 0..2_000_000_u128, market in 0..2_000_000_u128,
            ceiling in 0..4_000_000_u128,
        ) {
            let old = Fees { tip, cap: tip + more };
            if let Some(new) = old.raised(Market { base, tip: market }, ceiling) {
                prop_assert!(new.tip * 10 >= old.tip * 11 && new.cap * 10 >= old.cap * 11);
                prop_assert!(new.tip <= new.cap && new.cap <= ceiling);
                prop_assert!(new.tip > old.tip && new.cap > old.cap);
            }
        }

        #[test]
        fn no_fee_overflows(tip in any::<u128>(), cap in any::<u128>(), base in any::<u128>(), ceiling in any::<u128>()) {
            let _ = Fees { tip, cap }.raised(Market { base, tip }, ceiling);
        }
    }
}
