//! The outside issuer: its keys, and the accounts of its users.

use super::store;
use crate::config::OutsideIssuer;
use crate::error::ApiError;
use crate::platform::crypto::{self, PublicKey};
use crate::platform::log::{Level, Log};
use crate::platform::{bindings, clock, fetch, random};
use domain::auth::{self, Claims, Jwks, Role, jwks};
use domain::time::Millis;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use worker::Env;

/// Keys are fetched again after this long.
const FRESH_MS: i64 = 600_000;
const FETCH_LIMIT_MS: u64 = 5_000;
const MAX_JWKS_BYTES: usize = 262_144;

#[derive(Clone, Default)]
struct Cached {
    keys: Rc<Jwks<PublicKey>>,
    fetched: Millis,
    tried: Millis,
}

thread_local! {
    static CACHE: RefCell<Cached> = RefCell::default();
}

/// The issuer's keys, as fresh as its `token` needs them. When the issuer is away the keys of before still count.
pub(super) async fn keys(issuer: &OutsideIssuer, log: Log, now: Millis, token: &str) -> Rc<Jwks<PublicKey>> {
    let cached = CACHE.with_borrow(Cached::clone);
    let is_stale = now.since(cached.fetched) > FRESH_MS || auth::wants_keys(token, &cached.keys);
    if !is_stale || now.since(cached.tried) < issuer.pause_ms {
        return cached.keys;
    }
    CACHE.with_borrow_mut(|cache| cache.tried = now);
    match fetch_keys(issuer).await {
        Ok(keys) => {
            let keys = Rc::new(keys);
            let fetched = clock::now();
            CACHE.replace(Cached { keys: Rc::clone(&keys), fetched, tried: now });
            keys
        }
        Err(cause) => {
            log.write(Level::Error, "no keys", json!({"cause": cause}));
            cached.keys
        }
    }
}

async fn fetch_keys(issuer: &OutsideIssuer) -> Result<Jwks<PublicKey>, String> {
    let body = fetch::get(&issuer.jwks_url, FETCH_LIMIT_MS, MAX_JWKS_BYTES)
        .await
        .map_err(|fault| fault.to_string())?;
    let published = jwks::published(&body).map_err(|fault| fault.to_string())?;
    Ok(Jwks::import(published, crypto::import).await)
}

/// The account of an outside user, made when first seen, and since when there is one; `None` for guests.
pub(super) async fn account(env: &Env, claims: &Claims) -> Result<Option<(i64, Millis)>, ApiError> {
    if claims.role == Role::Guest {
        return Ok(None);
    }
    let db = bindings::database(env)?;
    if let Some(found) = store::outside_user(&db, &claims.iss, &claims.sub).await? {
        return Ok(Some(found));
    }
    store::insert_outside_user(&db, &claims.name, &claims.iss, &claims.sub).await?;
    if let Some(found) = store::outside_user(&db, &claims.iss, &claims.sub).await? {
        return Ok(Some(found));
    }
    // Somebody here has that name already.
    let name = format!("{}-{}", claims.name, hex::encode(random::bytes::<4>()));
    store::insert_outside_user(&db, &name, &claims.iss, &claims.sub).await?;
    store::outside_user(&db, &claims.iss, &claims.sub).await
}
