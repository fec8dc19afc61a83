//! Integers as the other side counts.

/// The largest integer that JavaScript counts exactly: 2^53 − 1. No id, number or length is larger.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;
