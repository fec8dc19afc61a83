//! The nodes of a chain: several, asked in turn, none of them believed to be of the right chain.

use super::fetch::{self, FetchFault};
use domain::registry::rpc::{self, Ask, Fault, Outcome};
use domain::secret::Secret;
use futures::future::join_all;
use serde_json::json;
use std::cell::Cell;
use std::fmt;

/// An answer to many questions at once is of some hundred KB.
const MAX_BYTES: usize = 4_194_304;

/// The nodes of one chain.
#[derive(Debug)]
pub struct Nodes {
    /// Where they are. Providers have their customers' keys in there.
    urls: Vec<Secret>,
    chain_id: u64,
    limit_ms: u64,
    /// The one that answered last.
    preferred: Cell<usize>,
}

/// Why no node answered: what each did, by its place in the configuration. Holds no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodesAway(String);

impl fmt::Display for NodesAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Nodes {
    /// The nodes at these addresses. Each has `limit_ms` for an answer.
    pub const fn new(urls: Vec<Secret>, chain_id: u64, limit_ms: u64) -> Self {
        Self { urls, chain_id, limit_ms, preferred: Cell::new(0) }
    }

    /// What the first node says that answers and is one of this chain. The answers have the order of the questions,
    /// and `read` has to believe them.
    ///
    /// # Errors
    /// [`NodesAway`] when none does.
    pub async fn ask<T>(
        &self,
        asks: &[Ask],
        read: impl Fn(Vec<Outcome>) -> Result<T, Fault>,
    ) -> Result<T, NodesAway> {
        let mut asks = asks.to_vec();
        asks.push(Ask::new("eth_chainId", json!([])));
        let body = rpc::request(&asks);
        let mut told = Vec::new();
        let first = self.preferred.get();
        for index in (first..self.urls.len()).chain(0..first) {
            let Some(url) = self.urls.get(index) else { continue };
            match self.ask_one(url, &body, asks.len()).await.and_then(|it| read(it).map_err(words)) {
                Ok(answer) => {
                    self.preferred.set(index);
                    return Ok(answer);
                }
                Err(fault) => told.push(format!("node {}: {fault}", index + 1)),
            }
        }
        Err(NodesAway(told.join("; ")))
    }

    /// Tells every node, and says what those that answered said: of each question that one took, what it said.
    ///
    /// # Errors
    /// [`NodesAway`] when none answered.
    pub async fn tell_all(&self, asks: &[Ask]) -> Result<Vec<Outcome>, NodesAway> {
        let mut asks = asks.to_vec();
        asks.push(Ask::new("eth_chainId", json!([])));
        let body = rpc::request(&asks);
        let answers = join_all(self.urls.iter().map(|url| self.ask_one(url, &body, asks.len()))).await;
        let mut merged: Option<Vec<Outcome>> = None;
        let mut told = Vec::new();
        for (index, answer) in answers.into_iter().enumerate() {
            match (answer, &mut merged) {
                (Ok(answer), None) => merged = Some(answer),
                (Ok(answer), Some(merged)) => {
                    merged
                        .iter_mut()
                        .zip(answer)
                        .filter(|(old, _)| old.is_err())
                        .for_each(|(old, new)| *old = new);
                }
                (Err(fault), _) => told.push(format!("node {}: {fault}", index + 1)),
            }
        }
        merged.ok_or_else(|| NodesAway(told.join("; ")))
    }

    /// The node that answered last may be behind: the next is asked first from now on.
    pub fn doubt(&self) {
        self.preferred.set((self.preferred.get() + 1) % self.urls.len().max(1));
    }

    async fn ask_one(&self, url: &Secret, body: &str, count: usize) -> Result<Vec<Outcome>, String> {
        let answered = fetch::post_json(url.expose(), body, self.limit_ms, MAX_BYTES).await;
        let mut outcomes = rpc::read(&answered.map_err(plain)?, count).map_err(words)?;
        let chain_id = outcomes.pop().and_then(Result::ok).as_ref().and_then(rpc::count);
        if chain_id == Some(self.chain_id) { Ok(outcomes) } else { Err(words(Fault::OtherChain)) }
    }
}

fn words(fault: Fault) -> String {
    fault.to_string()
}

/// The platform's own words may hold the address.
fn plain(fault: FetchFault) -> String {
    match fault {
        FetchFault::Network(_) => "not reached".to_owned(),
        fault => fault.to_string(),
    }
}
