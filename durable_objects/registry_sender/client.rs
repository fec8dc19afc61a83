//! The Worker's side of a sender.

use super::calls::Health;
use super::calls::{Call, NewWrite, Shown, Told};
use crate::config::Registry;
use crate::error::ApiError;
use crate::platform::{bindings, fetch};
use domain::problem::Problem;
use domain::registry::Address;
use domain::registry::room::RoomId;
use worker::{Env, Response, Stub};

/// How long a sender may take to answer: it only stores.
const LIMIT_MS: u64 = 8_000;

/// The name of an account's object. Frozen: another name is another object, which would use the same nonces.
fn object_name(chain_id: u64, account: Address) -> String {
    format!("sender:{chain_id}:{account}")
}

/// The sender of a registry, from outside.
pub struct Sender(Stub);

impl Sender {
    /// The sender of the configured account.
    ///
    /// # Errors
    /// When there is no such binding.
    pub fn of(env: &Env, registry: &Registry) -> Result<Self, ApiError> {
        let name = object_name(registry.place.chain_id, registry.account.address());
        Ok(Self(bindings::registry_senders(env)?.get_by_name(&name)?))
    }

    /// Sees to it that writes are done. They are stored when this returns.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the sender does not answer in time; the call may be repeated.
    pub async fn put(&self, room: RoomId, writes: Vec<NewWrite>) -> Result<Vec<Shown>, ApiError> {
        Ok(self.call(&Call::Put { room, writes }).await?.writes)
    }

    /// How the writes of a room stand.
    ///
    /// # Errors
    /// As [`Sender::put`].
    pub async fn show(&self, room: RoomId) -> Result<Vec<Shown>, ApiError> {
        Ok(self.call(&Call::Show { room }).await?.writes)
    }

    /// How the sender does.
    ///
    /// # Errors
    /// As [`Sender::put`].
    pub async fn check(&self) -> Result<Health, ApiError> {
        Ok(self.call(&Call::Check).await?.health)
    }

    async fn call(&self, call: &Call) -> Result<Told, ApiError> {
        let request = fetch::post("https://sender/", &serde_json::to_string(call)?)?;
        let answered = fetch::within(LIMIT_MS, self.0.fetch_with_request(request)).await;
        let mut response: Response = answered
            .ok_or_else(|| away(format!("no answer within {LIMIT_MS} ms")))?
            .map_err(|error| away(error.to_string()))?;
        if response.status_code() != 200 {
            return Err(away(format!("answered {}", response.status_code())));
        }
        Ok(serde_json::from_str(&response.text().await?)?)
    }
}

fn away(cause: String) -> ApiError {
    ApiError::caused(Problem::Unavailable("the room registry"), cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_object_is_frozen() {
        let name = object_name(31337, Address::repeat_byte(0xab));
        assert_eq!(name, "sender:31337:0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB");
    }
}
