//! The calls about rooms.

use super::orders::{self, Members};
use super::store::HostedRoom;
use super::{reading, store, view};
use crate::app::App;
use crate::config::Registry;
use crate::durable_objects::registry_sender::calls::NewWrite;
use crate::durable_objects::registry_sender::client::Sender;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::limits;
use crate::platform::log::Level;
use crate::{identity, streams};
use domain::problem::Problem;
use domain::registry::abi::{Room, Standing};
use domain::registry::room::RoomId;
use domain::registry::signed::{Change, Order};
use serde_json::json;
use std::rc::Rc;
use worker::Response;

/// Somebody who relays too much may try again after this.
const RETRY_AFTER_S: u32 = 60;

fn registry(app: &App) -> Result<Rc<Registry>, ApiError> {
    app.config.registry.clone().ok_or_else(|| Problem::NotFound("room registry").into())
}

/// `GET /api/rooms/:roomId`
pub async fn get(app: &App, id: &str) -> Result<Response, ApiError> {
    let registry = registry(app)?;
    let room = RoomId::parse(id).ok_or_else(|| Problem::field("roomId", "must be 0x and 64 hex digits"))?;
    let row = store::find(&app.db()?, room).await?;
    let chain: Option<Room> = match (reading::room(&registry, room, app.now).await, &row) {
        (Ok(chain), _) => chain,
        (Err(error), None) => return Err(error),
        // What was last known is better than nothing.
        (Err(error), Some(_)) => {
            let fields = json!({"requestId": app.request_id, "cause": error.cause});
            app.log.write(Level::Warn, "chain away", fields);
            app.add_header("warning", "110 - \"the chain does not answer\"");
            None
        }
    };
    let view = view::room(&app.config, room, chain.as_ref(), row.as_ref());
    let response = reply::json(200, &view.ok_or(Problem::NotFound("room"))?)?;
    reply::set(
        response.headers(),
        "cache-control",
        &format!("public, max-age={}", reading::FRESH_MS / 1_000),
    );
    Ok(response)
}

/// `GET /api/rooms/typed-data`: what a wallet is to sign.
pub async fn typed_data(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let registry = registry(app)?;
    identity::caller(app, inbound).await?.account()?;
    let mut members = Members::of_query(|name| inbound.query(name));
    let stream_id = members.stream_id()?;
    if let Some(id) = stream_id {
        streams::owned(app, inbound, id).await?;
    }
    let facts = orders::stream_facts(app, stream_id).await?;
    orders::complete(app, &registry, &mut members, facts.as_ref()).await?;
    let order = members.order()?;
    let typed_data = order.typed_data(registry.place);
    reply::json(200, &json!({"change": order.change.kind(), "roomId": order.room, "typedData": typed_data}))
}

/// `POST /api/rooms`: carries what a host signed; we pay.
pub async fn relay(app: &App, inbound: &mut Inbound) -> Result<Response, ApiError> {
    let registry = registry(app)?;
    let user_id = identity::caller(app, inbound).await?.account()?;
    if !limits::is_within(&app.env, "RELAY_LIMIT", user_id.to_string()).await {
        return Err(Problem::TooMany { retry_after_s: RETRY_AFTER_S }.into());
    }
    let members = Members::of_json(&inbound.json(app.config.max_body_bytes).await?);
    let stream_id = members.stream_id()?;
    if let Some(id) = stream_id {
        streams::owned(app, inbound, id).await?;
    }
    let (order, signature) = (members.order()?, orders::signature(&members)?);
    let standing = orders::check(app, &registry, &order, &signature).await?;
    note(app, &registry, &order, stream_id, standing).await?;
    let write = NewWrite {
        key: order.key(),
        kind: order.change.kind(),
        to: registry.place.contract,
        data: hex::encode(order.call(&signature)),
    };
    Sender::of(&app.env, &registry)?.put(order.room, vec![write]).await?;
    let response = reply::json(202, &json!({"roomId": order.room, "onchain": "pending"}))?;
    reply::set(response.headers(), "location", &format!("/api/rooms/{}", order.room));
    Ok(response)
}

/// Our own row of the room, so that those who have its id find the stream.
async fn note(
    app: &App,
    registry: &Registry,
    order: &Order,
    stream_id: Option<i64>,
    standing: Standing,
) -> Result<(), ApiError> {
    let (session, title) = match &order.change {
        Change::Create { session, title, .. } => (*session, title.as_str()),
        _ => (standing.session, ""),
    };
    let reached = standing.stage;
    let wish = order.change.kind().reaches().unwrap_or(reached);
    let room = HostedRoom { room: order.room, stream_id, session, title, wish, reached };
    store::host(&app.db()?, registry.place, &room).await
}
