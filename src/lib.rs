//! liveroom: the backend of a livestream platform, on Cloudflare Workers.

pub mod app;
pub mod chat;
pub mod config;
#[path = "../durable_objects/mod.rs"]
pub mod durable_objects;
pub mod error;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod media;
pub mod ops;
pub mod platform;
pub mod streams;

use worker::{Context, Env, MessageBatch, Request, Response, ScheduleContext, ScheduledEvent, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    Ok(app::answer(request, env).await)
}

#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> worker::Result<()> {
    jobs::reports::consume(&batch, &env).await;
    Ok(())
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    jobs::sweep::run(&env).await;
}
