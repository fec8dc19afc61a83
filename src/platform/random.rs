//! Randomness, from the runtime's cryptographic generator.

/// `N` random bytes.
///
/// Made of version 4 UUIDs, whose generator is the platform's: each gives its 14 bytes that are random throughout.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    for chunk in bytes.chunks_mut(14) {
        let uuid = uuid::Uuid::new_v4().into_bytes();
        // Bytes 6 and 8 carry the UUID's version and variant.
        let random = uuid.iter().enumerate().filter(|(index, _)| *index != 6 && *index != 8);
        for (byte, (_, random)) in chunk.iter_mut().zip(random) {
            *byte = *random;
        }
    }
    bytes
}

/// A random id: a version 4 UUID in its usual writing.
pub fn id() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_takes_many_values() {
        let draws: Vec<[u8; 40]> = (0..64).map(|_| bytes()).collect();
        for index in 0..40 {
            let mut seen: Vec<u8> = draws.iter().map(|draw| draw[index]).collect();
            seen.sort_unstable();
            seen.dedup();
            assert!(seen.len() > 32, "byte {index} took {} values in 64 draws", seen.len());
        }
    }
}
