//! Changes that a host signs with a wallet of its own (EIP-712), for us to carry to the chain.

use super::abi;
use super::kind::Kind;
use super::room::{RoomId, SessionId, is_policy, is_title};
use super::{Place, account};
use crate::problem::{FieldError, Problem};
use alloy_primitives::{B256, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct};
use serde_json::{Value, json};
use std::borrow::Cow;

/// A change as it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new room.
    Create {
        /// Which session it is.
        session: SessionId,
        /// What it says of its stream key.
        commitment: B256,
        /// Its audience, and whether relayers may write.
        policy: u8,
        /// Its title.
        title: String,
    },
    /// Another title or policy.
    Update {
        /// Its audience, and whether relayers may write.
        policy: u8,
        /// Its title.
        title: String,
    },
    /// It is on air.
    GoLive,
    /// Another stream key.
    RotateKey {
        /// What it says of its stream key.
        commitment: B256,
    },
    /// It is over.
    End,
}

impl Change {
    /// What is done.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Create { .. } => Kind::Create,
            Self::Update { .. } => Kind::Update,
            Self::GoLive => Kind::GoLive,
            Self::RotateKey { .. } => Kind::RotateKey,
            Self::End => Kind::End,
        }
    }
}

/// A change of a room, with all that its signature covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which room.
    pub room: RoomId,
    /// What is to be done.
    pub change: Change,
    /// The room's version before it; 0 of a new one.
    pub version: u32,
    /// The last second in which the signature counts, since 1970.
    pub deadline_s: u64,
}

impl Order {
    /// What makes this write the same as another: a version is left once.
    pub fn key(&self) -> String {
        format!("{}:{}:{}", self.room, self.change.kind().as_str(), self.version)
    }

    /// The hash that the host signs.
    pub fn digest(&self, place: Place) -> B256 {
        let (domain, room, version, deadline) =
            (domain(place), self.room.0, self.version, U256::from(self.deadline_s));
        match self.change.clone() {
            Change::Create { session, commitment, policy, title } => {
                let (session, commitment) = (session.0.into(), commitment);
                let change = abi::CreateRoom {
                    roomId: room,
                    sessionId: session,
                    keyCommitment: commitment,
                    policy,
                    title,
                    deadline,
                };
                change.eip712_signing_hash(&domain)
            }
            Change::Update { policy, title } => {
                abi::UpdateRoom { roomId: room, policy, title, version, deadline }
                    .eip712_signing_hash(&domain)
            }
            Change::GoLive => abi::GoLive { roomId: room, version, deadline }.eip712_signing_hash(&domain),
            Change::RotateKey { commitment } => {
                abi::RotateKey { roomId: room, keyCommitment: commitment, version, deadline }
                    .eip712_signing_hash(&domain)
            }
            Change::End => abi::EndRoom { roomId: room, version, deadline }.eip712_signing_hash(&domain),
        }
    }

    /// Whether the room's host signed it, by a key. A wallet that is a contract cannot be asked here.
    pub fn is_signed(&self, place: Place, signature: &[u8]) -> bool {
        account::signer(self.digest(place), signature) == Some(self.room.host())
    }

    /// The call that carries it.
    pub fn call(&self, signature: &[u8]) -> Vec<u8> {
        let (room, deadline, signature) =
            (self.room.0, U256::from(self.deadline_s), signature.to_vec().into());
        match self.change.clone() {
            Change::Create { session, commitment, policy, title } => abi::createRoomBySigCall {
                roomId: room,
                sessionId: session.0.into(),
                keyCommitment: commitment,
                policy,
                title,
                deadline,
                signature,
            }
            .abi_encode(),
            Change::Update { policy, title } => {
                abi::updateRoomBySigCall { roomId: room, policy, title, deadline, signature }.abi_encode()
            }
            Change::GoLive => abi::goLiveBySigCall { roomId: room, deadline, signature }.abi_encode(),
            Change::RotateKey { commitment } => {
                abi::rotateKeyBySigCall { roomId: room, keyCommitment: commitment, deadline, signature }
                    .abi_encode()
            }
            Change::End => abi::endRoomBySigCall { roomId: room, deadline, signature }.abi_encode(),
        }
    }

    /// What a wallet is given to sign: `eth_signTypedData_v4`.
    pub fn typed_data(&self, place: Place) -> Value {
        let written = self.type_of();
        let (name, members) = typed(&written);
        let (domain_name, domain_members) = typed(DOMAIN);
        json!({
            "types": {domain_name: domain_members, name: members},
            "primaryType": name,
            "domain": {
                "name": "RoomRegistry", "version": "1", "chainId": place.chain_id, "verifyingContract": place.contract,
            },
            "message": self.message(),
        })
    }

    fn type_of(&self) -> Cow<'static, str> {
        match self.change {
            Change::Create { .. } => abi::CreateRoom::eip712_root_type(),
            Change::Update { .. } => abi::UpdateRoom::eip712_root_type(),
            Change::GoLive => abi::GoLive::eip712_root_type(),
            Change::RotateKey { .. } => abi::RotateKey::eip712_root_type(),
            Change::End => abi::EndRoom::eip712_root_type(),
        }
    }

    fn message(&self) -> Value {
        let (room, version, deadline) = (self.room, self.version, self.deadline_s);
        match &self.change {
            Change::Create { session, commitment, policy, title } => json!({
                "roomId": room, "sessionId": format!("0x{session}"), "keyCommitment": commitment, "policy": policy,
                "title": title, "deadline": deadline,
            }),
            Change::Update { policy, title } => json!({
                "roomId": room, "policy": policy, "title": title, "version": version, "deadline": deadline,
            }),
            Change::RotateKey { commitment } => json!({
                "roomId": room, "keyCommitment": commitment, "version": version, "deadline": deadline,
            }),
            Change::GoLive | Change::End => json!({"roomId": room, "version": version, "deadline": deadline}),
        }
    }
}

/// What a signature's domain is made of.
const DOMAIN: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

/// A type's name and members as wallets are given them, from how it is written to be hashed: `Name(type name,…)`.
fn typed(written: &str) -> (&str, Value) {
    let (name, members) = written.split_once('(').unwrap_or((written, ""));
    let members = members.trim_end_matches(')').split(',').filter_map(|member| member.split_once(' '));
    (name, members.map(|(kind, name)| json!({"name": name, "type": kind})).collect())
}

fn domain(place: Place) -> Eip712Domain {
    let (name, version) = (Cow::Borrowed("RoomRegistry"), Cow::Borrowed("1"));
    Eip712Domain::new(Some(name), Some(version), Some(U256::from(place.chain_id)), Some(place.contract), None)
}

/// Reads an order; `get` gives a member's text, be it a number or a text.
///
/// # Errors
/// [`Problem::Invalid`] with every member that is not as it must be.
pub fn read_order(get: impl Fn(&str) -> Option<String>) -> Result<Order, Problem> {
    let mut reader = Reader { get, errors: Vec::new() };
    let kind = reader.member("change", "must be create, update, goLive, rotateKey or end", |text| {
        Kind::parse(text).filter(|kind| *kind != Kind::Filler)
    });
    let room = reader.member("roomId", "must be 0x and 64 hex digits", RoomId::parse);
    let deadline_s =
        reader.member("deadline", "must be a time in seconds since 1970", |text| text.parse().ok());
    let change = kind.and_then(|kind| reader.change(kind));
    let version = match kind {
        Some(Kind::Create) | None => Some(0),
        Some(_) => {
            reader.member("version", "must be the room's version before the change", |text| text.parse().ok())
        }
    };
    let order = || Some(Order { room: room?, change: change?, version: version?, deadline_s: deadline_s? });
    order().ok_or(Problem::Invalid(reader.errors))
}

struct Reader<G> {
    get: G,
    errors: Vec<FieldError>,
}

impl<G: Fn(&str) -> Option<String>> Reader<G> {
    fn member<T>(
        &mut self,
        field: &'static str,
        must_be: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = (self.get)(field).as_deref().and_then(read);
        if value.is_none() {
            self.errors.push(FieldError { field, message: must_be.into() });
        }
        value
    }

    fn change(&mut self, kind: Kind) -> Option<Change> {
        match kind {
            Kind::Create => {
                let session = self.member("sessionId", "must be 32 hex digits", |text| {
                    SessionId::parse(text.strip_prefix("0x").unwrap_or(text))
                });
                let (commitment, policy, title) = (self.commitment(), self.policy(), self.title());
                Some(Change::Create {
                    session: session?,
                    commitment: commitment?,
                    policy: policy?,
                    title: title?,
                })
            }
            Kind::Update => {
                let (policy, title) = (self.policy(), self.title());
                Some(Change::Update { policy: policy?, title: title? })
            }
            Kind::RotateKey => Some(Change::RotateKey { commitment: self.commitment()? }),
            Kind::GoLive => Some(Change::GoLive),
            Kind::End | Kind::Filler => Some(Change::End),
        }
    }

    fn commitment(&mut self) -> Option<B256> {
        self.member("keyCommitment", "must be 0x and 64 hex digits, not zero", |text| {
            RoomId::parse(text).map(|id| id.0).filter(|commitment| !commitment.is_zero())
        })
    }

    fn policy(&mut self) -> Option<u8> {
        self.member("policy", "must be 0, 1 or 2, or 128 more", |text| {
            text.parse().ok().filter(|it| is_policy(*it))
        })
    }

    fn title(&mut self) -> Option<String> {
        self.member("title", "must have 127 bytes of UTF-8 at the most", |text| {
            is_title(text).then(|| text.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, b256};

    const PLACE: Place =
        Place { chain_id: 31337, contract: address!("5FbDB2315678afecb367f032d93F642f64180aa3") };
    const ROOM: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb922660102030405060708090a0b0c";
    const SIGNATURE: &str = concat!(
        "7ad4c081bba47baa354486ad40c19116936217f8958077df0b5fa7c7667d1d1f",
        "263c2fb26ca3978bd78f0c391a1d108d04a2c7142bf51f7144dd6382837b5a51",
        "1b"
    );

    fn end() -> Order {
        let room = RoomId::parse(ROOM).unwrap();
        Order { room, change: Change::End, version: 3, deadline_s: 1_790_000_600 }
    }

    /// docs/contract.md has this example, and the contract's own tests check it.
    #[test]
    fn the_documents_example_is_signed_by_its_host() {
        assert_eq!(
            end().digest(PLACE),
            b256!("5c59f5f82cedf035f4adbe454723e8dd50b341db17bd6aff28adb9fb7eeabcb4")
        );
        let signature = hex::decode(SIGNATURE).unwrap();
        assert!(end().is_signed(PLACE, &signature));
        for other in [
            Order { version: 4, ..end() },
            Order { deadline_s: 1_790_000_601, ..end() },
            Order { change: Change::GoLive, ..end() },
            Order { room: RoomId(B256::repeat_byte(1)), ..end() },
        ] {
            assert!(!other.is_signed(PLACE, &signature), "{other:?}");
        }
        assert!(!end().is_signed(Place { chain_id: 1, ..PLACE }, &signature));
        assert!(!end().is_signed(PLACE, &signature[..64]));
        assert_eq!(hex::encode(&end().call(&signature)[..4]), hex::encode(abi::endRoomBySigCall::SELECTOR));
    }

    fn member(name: &str) -> Option<String> {
        let text = match name {
            "roomId" => ROOM,
            "deadline" => "1790000600",
            "version" => "3",
            "policy" => "128",
            "title" => "Hello",
            "sessionId" => "0x000102030405060708090a0b0c0d0e0f",
            "keyCommitment" => "0x36c29bb0dfdea82a67045b70463bb0abf631d4f5b5d9c73a6faeec768218f2ca",
            _ => return None,
        };
        Some(text.to_owned())
    }

    #[test]
    fn every_change_is_read_and_shown_to_wallets_with_its_members() {
        for (word, members) in [("create", 6), ("update", 5), ("goLive", 3), ("rotateKey", 4), ("end", 3)] {
            let get = |name: &str| if name == "change" { Some(word.to_owned()) } else { member(name) };
            let order = read_order(get).unwrap();
            assert_eq!(order.change.kind().as_str(), word);
            let typed = order.typed_data(PLACE);
            let name = typed["primaryType"].as_str().unwrap();
            let types = typed["types"][name].as_array().unwrap();
            let message = typed["message"].as_object().unwrap();
            assert_eq!((types.len(), message.len()), (members, members), "{word}");
            assert!(types.iter().all(|it| message.contains_key(it["name"].as_str().unwrap())), "{word}");
            // The contract's tests hold its own types against the same file.
            let published: Value =
                serde_json::from_str(include_str!("../../../contracts/typed-data.json")).unwrap();
            for (name, members) in typed["types"].as_object().unwrap() {
                assert_eq!(&published[name], members, "{name}");
            }
        }
    }

    #[test]
    fn every_member_that_is_wrong_is_named() {
        let fields = |get: &dyn Fn(&str) -> Option<String>| {
            let Err(Problem::Invalid(errors)) = read_order(get) else { panic!("must be refused") };
            errors.iter().map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(&|_| None), ["change", "roomId", "deadline"]);
        let create = |name: &str| match name {
            "change" => Some("create".to_owned()),
            "policy" => Some("3".to_owned()),
            "title" => Some("x".repeat(128)),
            "keyCommitment" => Some(format!("0x{}", "0".repeat(64))),
            "sessionId" => None,
            _ => member(name),
        };
        assert_eq!(fields(&create), ["sessionId", "keyCommitment", "policy", "title"]);
        let filler = |name: &str| if name == "change" { Some("filler".to_owned()) } else { member(name) };
        assert_eq!(fields(&filler), ["change"]);
    }
}
