//! The calls about failures.

use super::super::{admit, store as all};
use super::store::{self, JobRow};
use crate::app::App;
use crate::error::ApiError;
use crate::http::reply;
use crate::http::request::Inbound;
use crate::platform::{bindings, queue};
use domain::ops::failures::{Kind, Listing};
use domain::ops::queues::Queue;
use domain::page;
use domain::problem::Problem;
use serde_json::{Value, json};
use worker::Response;

/// `GET /ops/failures`: one kind of them, and how many there are of each.
pub async fn list(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    let listing = Listing::read(|name| inbound.query(name))?;
    let db = app.db()?;
    let rows = store::list(&db, &listing).await?;
    let counts = all::counts(&db, app.now).await?;
    let next = page::next_cursor(listing.kind.as_str(), &rows, listing.limit, |row| row.position.clone());
    let items: Vec<Value> = rows.into_iter().map(|row| row.view).collect();
    reply::json(200, &json!({"items": items, "nextCursor": next, "counts": totals(&counts)}))
}

fn totals(counts: &all::Counts) -> Value {
    let jobs: i64 = Queue::ALL.iter().map(|queue| counts.total("failed", queue.as_str())).sum();
    json!({
        Kind::Job.as_str(): jobs,
        Kind::Video.as_str(): counts.total("videos", "failed"),
        Kind::Room.as_str(): counts.rooms_failed,
        "overdueInStorage": counts.overdue_in_storage,
        "overdueAtStream": counts.overdue_at_stream,
    })
}

/// `POST /ops/failures/:id/retry`. The message goes into its queue before it is marked: it may be done twice, but is
/// not forgotten.
pub async fn retry(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    let db = app.db()?;
    let job = found(store::find(&db, id).await?)?;
    if job.retried_at.is_some() {
        return Err(Problem::Conflict("the message was put back into its queue already".into()).into());
    }
    queue::send_text(&queue_of(app, job.queue)?, &job.body).await?;
    store::mark_retried(&db, id, app.now).await?;
    reply::json(200, &found(store::find(&db, id).await?)?.view())
}

/// `DELETE /ops/failures/:id`
pub async fn delete(app: &App, inbound: &Inbound, id: i64) -> Result<Response, ApiError> {
    admit(app, inbound).await?;
    if store::delete(&app.db()?, id).await? { Ok(reply::empty()) } else { Err(missing()) }
}

fn found(job: Option<JobRow>) -> Result<JobRow, ApiError> {
    job.ok_or_else(missing)
}

fn missing() -> ApiError {
    Problem::NotFound("failure").into()
}

fn queue_of(app: &App, queue: Queue) -> Result<worker::Queue, ApiError> {
    Ok(match queue {
        Queue::Reports => bindings::reports(&app.env)?,
        Queue::Jobs => bindings::jobs(&app.env)?,
        Queue::StreamEvents => bindings::stream_events(&app.env)?,
    })
}
