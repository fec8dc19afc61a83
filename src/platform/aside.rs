//! What is seldom done, kept out of what is done all the time.

use std::hint::black_box;

/// Calls `work` as a function of its own, whatever the compilers think of it: they put a function that is called from one
/// place into that place. The engine optimizes whole functions, in the middle of a rush, and takes a hundred times the
/// size of one for it. [`apart`](super::later::apart) is the same for what waits.
pub fn call<A, T>(work: fn(A) -> T, with: A) -> T {
    black_box(work)(with)
}

#[cfg(test)]
mod tests {
    use super::call;

    #[test]
    fn what_is_called_aside_is_called() {
        assert_eq!(call(|(one, other)| one + other, (3, 4)), 7);
    }
}
