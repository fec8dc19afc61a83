//! Jobs: what a request asks to be done after it.

use crate::error::ApiError;
use crate::vod;
use domain::problem::Problem;
use domain::vod::job::{Job, Task};
use worker::Env;

/// Does a job; to be repeated when it fails.
pub(super) async fn run(env: &Env, body: &str) -> Result<(), ApiError> {
    let job: Job = serde_json::from_str(body)?;
    if job.v != Job::V {
        return Err(ApiError::caused(Problem::Internal, format!("a job of layout {}", job.v)));
    }
    match job.task {
        Task::FinishVideo { video_id } => vod::finishing::finish(env, video_id).await,
    }
}
