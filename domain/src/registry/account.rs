//! The account that pays for writes, and is the host of our rooms.

use crate::secret::Secret;
use alloy_primitives::{Address, B256, U256, address, keccak256};
use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use std::fmt;

/// The accounts that local chains start with, all of one published phrase.
const EVERYONES: [Address; 10] = [
    address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
    address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    address!("3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    address!("90F79bf6EB2c4f870365E785982E1f101E93b906"),
    address!("15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
    address!("9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
    address!("976EA74026E726554dB657fA54763abd0C3a0aa9"),
    address!("14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
    address!("23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
    address!("a0Ee7A142d267C1f36714E4a8F75612F20a79720"),
];

/// A signature: two numbers, and which of two points is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The point's x.
    pub r: U256,
    /// The proof.
    pub s: U256,
    /// Whether the point's y is odd.
    pub is_odd: bool,
}

/// A key of secp256k1 and its address.
pub struct Account {
    key: SigningKey,
    address: Address,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({})", self.address)
    }
}

impl Account {
    /// Reads a private key: 64 hex digits, with or without `0x`.
    ///
    /// # Errors
    /// What it must be, in words for the operator. Never the key.
    pub fn parse(secret: &Secret) -> Result<Self, &'static str> {
        const MUST_BE: &str = "must be a private key: 64 hex digits";
        let text = secret.expose();
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes).map_err(|_| MUST_BE)?;
        let key = SigningKey::from_slice(&bytes).map_err(|_| MUST_BE)?;
        let address = address_of(key.verifying_key());
        Ok(Self { key, address })
    }

    /// Its address.
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Whether its key is in the manuals of local chains: what it has, anyone may take.
    pub fn is_everyones(&self) -> bool {
        EVERYONES.contains(&self.address)
    }

    /// Signs a hash; the same one always in the same way (RFC 6979), with the lower of the two possible `s`.
    pub fn sign(&self, hash: B256) -> Sealed {
        let (signature, recovery) = self.key.sign_prehash_recoverable(hash.as_slice());
        let (r, s) = signature.split_bytes();
        Sealed { r: U256::from_be_slice(&r), s: U256::from_be_slice(&s), is_odd: recovery.is_y_odd() }
    }
}

/// Whose signature this is; `None` when it is nobody's. `signature` has 65 bytes: `r`, `s` and 27 or 28 (or 0 or 1).
/// A high `s` is refused, as the contract refuses it.
pub fn signer(hash: B256, signature: &[u8]) -> Option<Address> {
    let (point, v) = signature.split_at_checked(64)?;
    let is_odd = match v {
        [27 | 0] => false,
        [28 | 1] => true,
        _ => return None,
    };
    let signature = Signature::from_slice(point).ok()?;
    if signature.normalize_s() != signature {
        return None;
    }
    let recovery = RecoveryId::new(is_odd, false);
    let key = VerifyingKey::recover_from_prehash(hash.as_slice(), &signature, recovery).ok()?;
    Some(address_of(&key))
}

/// The last 20 bytes of the hash of the public key, without the byte that says that it is not compressed.
fn address_of(key: &VerifyingKey) -> Address {
    let point = key.to_sec1_point(false);
    let hash = keccak256(point.as_bytes().get(1..).unwrap_or_default());
    let mut address = [0; 20];
    for (byte, from) in address.iter_mut().zip(hash.iter().skip(12)) {
        *byte = *from;
    }
    Address::from(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_signer::SignerSync;
    use alloy_signer_local::PrivateKeySigner;
    use proptest::prelude::*;

    const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    #[test]
    fn an_account_is_read_and_its_key_is_not_shown() {
        for text in [KEY, &KEY[2..]] {
            let account = Account::parse(&Secret::new(text)).unwrap();
            assert_eq!(account.address().to_string(), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
            assert_eq!(format!("{account:?}"), "Account(0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266)");
        }
        let zero = "0".repeat(64);
        for text in ["", "0x", "key", &KEY[..65], &zero, &"f".repeat(64)] {
            let refused = Account::parse(&Secret::new(text)).unwrap_err();
            assert!(refused.contains("64 hex digits"));
        }
    }

    proptest! {
        #[test]
        fn it_signs_as_others_do_and_its_signature_is_known(key in any::<[u8; 32]>(), hash in any::<[u8; 32]>()) {
            let Ok(account) = Account::parse(&Secret::new(hex::encode(key))) else { return Ok(()) };
            let theirs = PrivateKeySigner::from_slice(&key).unwrap();
            prop_assert_eq!(account.address(), theirs.address());
            let (hash, sealed) = (B256::from(hash), account.sign(B256::from(hash)));
            let their = theirs.sign_hash_sync(&hash).unwrap();
            prop_assert_eq!((sealed.r, sealed.s, sealed.is_odd), (their.r(), their.s(), their.v()));
            prop_assert_eq!(signer(hash, &their.as_bytes()), Some(account.address()));
        }

        #[test]
        fn no_signature_panics(hash in any::<[u8; 32]>(), signature in any::<Vec<u8>>(), point in any::<[u8; 32]>()) {
            signer(B256::from(hash), &signature);
            let whole = [point, hash].concat();
            signer(B256::from(hash), &[whole.as_slice(), &[27]].concat());
        }
    }

    #[test]
    fn a_signature_with_a_high_s_is_nobodys() {
        let account = Account::parse(&Secret::new(KEY)).unwrap();
        let hash = keccak256("x");
        let Sealed { r, s, is_odd } = account.sign(hash);
        let order = U256::from_be_slice(
            &hex::decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").unwrap(),
        );
        let text = |s: U256, is_odd: bool| {
            [&r.to_be_bytes::<32>()[..], &s.to_be_bytes::<32>(), &[27 + u8::from(is_odd)]].concat()
        };
        assert_eq!(signer(hash, &text(s, is_odd)), Some(account.address()));
        assert_eq!(signer(hash, &text(order - s, !is_odd)), None);
    }
}
