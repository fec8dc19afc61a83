//! Transactions with a fee cap (EIP-1559), encoded and signed.

use super::account::{Account, Sealed};
use super::fees::Fees;
use alloy_primitives::{Address, B256, keccak256};
use alloy_rlp::{Encodable, Header};

/// The byte before the encoded list (EIP-2718).
const TYPE: u8 = 2;

/// What a transaction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    /// The chain on which alone it counts.
    pub chain_id: u64,
    /// The account's count of transactions before it.
    pub nonce: u64,
    /// What it pays at the most.
    pub fees: Fees,
    /// The most gas that it may use.
    pub gas_limit: u64,
    /// The contract that is called.
    pub to: Address,
    /// The call.
    pub data: &'a [u8],
}

/// A transaction as nodes take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Its bytes.
    pub raw: Vec<u8>,
    /// Its name.
    pub hash: B256,
}

impl Transaction<'_> {
    /// Signs it. The same transaction always gives the same bytes.
    pub fn sign(&self, account: &Account) -> Signed {
        let raw = self.encode(Some(account.sign(keccak256(self.encode(None)))));
        Signed { hash: keccak256(&raw), raw }
    }

    fn encode(&self, sealed: Option<Sealed>) -> Vec<u8> {
        let (value, access) = (0_u8, NoAccess);
        let mut fields: Vec<&dyn Encodable> = vec![
            &self.chain_id,
            &self.nonce,
            &self.fees.tip,
            &self.fees.cap,
            &self.gas_limit,
            &self.to,
            &value,
            &self.data,
            &access,
        ];
        if let Some(Sealed { r, s, is_odd }) = &sealed {
            fields.extend([is_odd as &dyn Encodable, r, s]);
        }
        let mut out = vec![TYPE];
        let payload_length = fields.iter().map(|field| field.length()).sum();
        Header { list: true, payload_length }.encode(&mut out);
        fields.iter().for_each(|field| field.encode(&mut out));
        out
    }
}

/// Which storage it will touch: an empty list, for we do not say.
struct NoAccess;

impl Encodable for NoAccess {
    fn encode(&self, out: &mut dyn alloy_rlp::BufMut) {
        Header { list: true, payload_length: 0 }.encode(out);
    }

    fn length(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use alloy_consensus::{SignableTransaction, TxEip1559};
    use alloy_primitives::{Bytes, TxKind, U256};
    use alloy_signer::SignerSync;
    use alloy_signer_local::PrivateKeySigner;
    use proptest::prelude::*;

    /// The same transaction by the library that everyone uses.
    fn theirs(ours: &Transaction<'_>, signer: &PrivateKeySigner) -> Signed {
        let transaction = TxEip1559 {
            chain_id: ours.chain_id,
            nonce: ours.nonce,
            gas_limit: ours.gas_limit,
            max_fee_per_gas: ours.fees.cap,
            max_priority_fee_per_gas: ours.fees.tip,
            to: TxKind::Call(ours.to),
            value: U256::ZERO,
            access_list: Default::default(),
            input: Bytes::copy_from_slice(ours.data),
        };
        let signature = signer.sign_hash_sync(&transaction.signature_hash()).unwrap();
        let signed = transaction.into_signed(signature);
        let mut raw = Vec::new();
        signed.eip2718_encode(&mut raw);
        Signed { raw, hash: *signed.hash() }
    }

    proptest! {
        #[test]
        fn its_bytes_are_those_of_the_common_library(
            key in any::<[u8; 32]>(),
            (chain_id, nonce, gas_limit) in any::<(u64, u64, u64)>(),
            (tip, cap) in any::<(u128, u128)>(),
            to in any::<[u8; 20]>(),
            data in prop::collection::vec(any::<u8>(), 0..600),
        ) {
            let Ok(account) = Account::parse(&Secret::new(hex::encode(key))) else { return Ok(()) };
            let signer = PrivateKeySigner::from_slice(&key).unwrap();
            let fees = Fees { tip, cap };
            let ours = Transaction { chain_id, nonce, fees, gas_limit, to: Address::from(to), data: &data };
            prop_assert_eq!(ours.sign(&account), theirs(&ours, &signer));
        }
    }
}
