//! What an upload will be: a new video, or a recording that is awaited.

use super::store::{self, NewVideo};
use super::uploads::{self, ExpiredRow};
use super::{cleaning, may_manage, visible};
use crate::app::App;
use crate::error::ApiError;
use crate::identity::Caller;
use crate::platform::random;
use crate::streams;
use domain::problem::Problem;
use domain::vod::draft::Beside;
use domain::vod::{Source, Status};
use worker::D1Database;

/// The video that an upload fills.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Its row.
    pub(super) video_id: i64,
    /// Where its file goes.
    pub(super) object_key: String,
    is_recording: bool,
}

impl Target {
    /// Makes or takes the video that the draft is for.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] for somebody else's stream or recording, [`Problem::NotFound`],
    /// [`Problem::Conflict`] for a recording that is filled.
    pub(super) async fn of(app: &App, caller: &Caller, draft: &Beside) -> Result<Self, ApiError> {
        let object_key = format!("videos/{}", random::id());
        match draft.video_id {
            Some(video_id) => Self::claim(app, caller, video_id, object_key).await,
            None => Self::make(app, caller, draft, object_key).await,
        }
    }

    async fn make(app: &App, caller: &Caller, draft: &Beside, object_key: String) -> Result<Self, ApiError> {
        let user_id = caller.account()?;
        check_stream(app, caller, draft.stream_id).await?;
        let new = NewVideo {
            stream_id: draft.stream_id,
            user_id,
            title: draft.title.as_deref().unwrap_or_default(),
            status: Status::Uploading,
            source: Source::Upload,
            is_private: draft.is_private.unwrap_or(false),
            url: None,
            object_key: Some(&object_key),
            thumbnail: None,
        };
        let video_id = store::insert(&app.db()?, &new).await?;
        Ok(Self { video_id, object_key, is_recording: false })
    }

    async fn claim(app: &App, caller: &Caller, video_id: i64, object_key: String) -> Result<Self, ApiError> {
        let db = app.db()?;
        let row = store::find(&db, video_id).await?;
        let row = visible(row.filter(|row| row.is_public() || may_manage(caller, row)))?;
        if !may_manage(caller, &row) {
            return Err(Problem::Forbidden("this video belongs to somebody else".into()).into());
        }
        if row.source != Source::Recording {
            return Err(Problem::field("videoId", "must be a recording that is awaited").into());
        }
        if !store::claim(&db, video_id, &object_key).await? {
            return Err(Problem::Conflict("the recording is there already".into()).into());
        }
        Ok(Self { video_id, object_key, is_recording: true })
    }

    /// The upload came to nothing: a new video goes, a recording is awaited again, and so does what was stored of it.
    pub(super) async fn give_up(&self, app: &App) -> Result<(), ApiError> {
        give_up(app, self.video_id, &self.object_key, self.is_recording).await
    }
}

/// As [`Target::give_up`], for an upload of an earlier request.
pub(super) async fn give_up(
    app: &App,
    video_id: i64,
    object_key: &str,
    is_recording: bool,
) -> Result<(), ApiError> {
    let db = app.db()?;
    if is_recording {
        store::unclaim(&db, video_id, object_key).await?;
    } else {
        store::delete_unfilled(&db, video_id, object_key).await?;
    }
    cleaning::empty_bin(&app.env).await.map(drop)
}

/// Gives up an upload that nobody goes on with; what it stored is noted, to be removed.
pub(super) async fn expire(db: &D1Database, upload: &ExpiredRow) -> Result<(), ApiError> {
    if upload.is_complete {
        return uploads::forget(db, &upload.id).await;
    }
    if upload.is_recording {
        store::unclaim(db, upload.video_id, &upload.object_key).await
    } else {
        store::delete_unfilled(db, upload.video_id, &upload.object_key).await
    }
}

/// A video may be put to one's own streams only.
///
/// # Errors
/// [`Problem::Forbidden`], [`Problem::Invalid`] when there is no such stream.
pub async fn check_stream(app: &App, caller: &Caller, stream_id: Option<i64>) -> Result<(), ApiError> {
    let Some(id) = stream_id else { return Ok(()) };
    match streams::owner(app, id).await {
        Ok(owner_id) if caller.is(owner_id) => Ok(()),
        Ok(_) => Err(Problem::Forbidden("this stream belongs to somebody else".into()).into()),
        Err(error) if matches!(error.problem, Problem::NotFound(_)) => {
            Err(Problem::field("streamId", "must be one of your streams").into())
        }
        Err(error) => Err(error),
    }
}
