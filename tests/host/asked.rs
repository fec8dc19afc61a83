//! Every list of streams that clients can ask for.

use domain::page::{Key, write_cursor};
use domain::streams::list::{Listing, Order};
use domain::time::Millis;

/// The time of every test here.
pub(crate) const NOW: Millis = Millis(1_795_286_160_000);

/// The parameters of one call of `GET /streams`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) status: Option<&'static str>,
    pub(crate) is_featured: bool,
    pub(crate) user_id: Option<i64>,
    pub(crate) q: Option<&'static str>,
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
}

impl Asked {
    /// The list, read as the Worker reads it.
    pub(crate) fn listing(&self) -> Listing {
        let value = |name: &str| match name {
            "status" => self.status.map(str::to_owned),
            "featured" => self.is_featured.then(|| "true".to_owned()),
            "userId" => self.user_id.map(|id| id.to_string()),
            "q" => self.q.map(str::to_owned),
            "limit" => self.limit.map(|limit| limit.to_string()),
            "cursor" => self.cursor.clone(),
            _ => None,
        };
        Listing::read(value, NOW).unwrap()
    }

    /// The same list from some place in its middle on.
    pub(crate) fn in_the_middle(&self) -> Self {
        let time = || Key::Text(NOW.plus(60_000).to_rfc3339());
        let order = self.listing().order;
        let position = match order {
            Order::Newest => vec![Key::Int(50)],
            Order::Started | Order::Scheduled => vec![time(), Key::Int(50)],
            Order::Merit => vec![Key::Int(0), Key::Int(7), Key::Int(50)],
        };
        Self { cursor: Some(write_cursor(order.as_str(), &position)), ..self.clone() }
    }
}

/// Every combination of filters, each from its beginning.
pub(crate) fn every_list() -> Vec<Asked> {
    let mut lists = Vec::new();
    for status in [None, Some("live"), Some("upcoming"), Some("ended")] {
        for is_featured in [false, true] {
            for user_id in [None, Some(1)] {
                for q in [None, Some("go"), Some("go live now")] {
                    lists.push(Asked { status, is_featured, user_id, q, ..Asked::default() });
                }
            }
        }
    }
    lists
}
