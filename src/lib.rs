//! liveroom: the backend of a livestream platform, on Cloudflare Workers.

pub mod app;
pub mod chat;
pub mod cloudflare;
pub mod config;
#[path = "../durable_objects/mod.rs"]
pub mod durable_objects;
pub mod error;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod media;
pub mod ops;
pub mod pages;
pub mod platform;
pub mod registry;
pub mod streams;
pub mod vod;

use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Context, Env, MessageBatch, ScheduleContext, ScheduledEvent, event};

#[event(start)]
fn start() {
    platform::later::prefer_promises();
}

/// Exported by hand: the platform's own glue takes requests and answers apart, and makes a promise before it knows
/// whether one is needed.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: Env, context: worker::worker_sys::Context) -> JsValue {
    let context = Context::new(context);
    platform::later::answer(async move { app::answer(request, env, context).await.into_js() })
}

#[event(queue)]
async fn queue(batch: MessageBatch<Value>, env: Env, _context: Context) -> worker::Result<()> {
    jobs::consume(&batch, &env).await;
    Ok(())
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    jobs::sweep::run(&env).await;
}
