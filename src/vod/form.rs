//! `POST /vod/upload` as a form: a file on its way into storage, and fields that say what it is to be.

mod body;

use super::filling::Filling;
use super::slots::Slot;
use super::target::{Target, check_stream};
use super::{store, view};
use crate::app::App;
use crate::error::ApiError;
use crate::http::request::Inbound;
use crate::identity::{self, Caller};
use crate::platform::objects::Objects;
use crate::platform::objects::writer::PART_BYTES;
use body::Body;
use domain::problem::Problem;
use domain::vod::draft::{Beside, Change};
use domain::wire::form_data::Part;
use std::cell::OnceCell;
use worker::Response;

/// What a form holds beside the file, at the most.
const MAX_FIELDS_BYTES: u64 = 524_288;

/// `POST /vod/upload` of a form.
pub(super) async fn upload(app: &App, inbound: &Inbound) -> Result<Response, ApiError> {
    let caller = identity::caller(app, inbound).await?;
    check_announced(app, inbound)?;
    let _slot = Slot::take(PART_BYTES as u64)?;
    // Whoever breaks off leaves something to be cleaned up.
    let _presence = app.stay();
    let (objects, target) = (app.objects()?, OnceCell::new());
    let body = Body::of(inbound)?.ok_or_else(no_file)?;
    let outcome = Reception::new(app, &caller, &objects, &target).take(body).await;
    if let (Err(_), Some(target)) = (&outcome, target.get()) {
        target.give_up(app).await?;
    }
    view::created(app, inbound, outcome?).await
}

fn check_announced(app: &App, inbound: &Inbound) -> Result<(), Problem> {
    let max_bytes = app.config.vod.max_bytes;
    let announced: Option<u64> = inbound.header("content-length").and_then(|text| text.parse().ok());
    match announced {
        Some(bytes) if bytes > max_bytes + MAX_FIELDS_BYTES => Err(Problem::TooLarge(max_bytes)),
        _ => Ok(()),
    }
}

fn no_file() -> ApiError {
    Problem::field("file", "must be there, and be a file").into()
}

/// A form that is being taken in.
struct Reception<'a> {
    app: &'a App,
    caller: &'a Caller,
    objects: &'a Objects,
    /// Set once the file begins; whoever owns it cleans up when this fails.
    target: &'a OnceCell<Target>,
    filling: Option<Filling<'a>>,
    fields: Vec<(String, String)>,
    /// How many fields stood before the file.
    early: usize,
}

impl<'a> Reception<'a> {
    fn new(app: &'a App, caller: &'a Caller, objects: &'a Objects, target: &'a OnceCell<Target>) -> Self {
        Self { app, caller, objects, target, filling: None, fields: Vec::new(), early: 0 }
    }

    /// Takes the form in; the id of the video that it made. The video is ready only once the form was read to its
    /// end and all of it is right.
    async fn take(mut self, mut body: Body) -> Result<i64, ApiError> {
        while let Some(part) = body.part().await? {
            if part.filename.is_some() {
                self.take_file(&part, &mut body).await?;
            } else {
                self.fields.push((part.name, body.text().await?));
            }
        }
        let (Some(filling), Some(target)) = (self.filling.take(), self.target.get()) else {
            return Err(no_file());
        };
        if self.fields.len() > self.early {
            self.take_late_fields(target).await?;
        }
        filling.finish().await?;
        Ok(target.video_id)
    }

    async fn take_file(&mut self, part: &Part, body: &mut Body) -> Result<(), ApiError> {
        if part.name != "file" || self.filling.is_some() {
            return Err(Problem::field("file", "must be the form's only file").into());
        }
        let target = Target::of(self.app, self.caller, &self.beside()?).await?;
        self.early = self.fields.len();
        let target = self.target.get_or_init(|| target);
        let filling = self.filling.insert(Filling::begin(self.app, self.objects, target)?);
        while let Some(bytes) = body.content().await? {
            filling.write(&bytes).await?;
        }
        Ok(())
    }

    /// What the fields say so far; of two with one name the first counts.
    fn beside(&self) -> Result<Beside, Problem> {
        Beside::read(|wanted| {
            self.fields.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.clone())
        })
    }

    /// What fields behind the file say of the video counts as if they had come before.
    async fn take_late_fields(&self, target: &Target) -> Result<(), ApiError> {
        let said = self.beside()?;
        match said.video_id {
            // It is a recording: its stream and title are its broadcast's.
            Some(id) if id == target.video_id => return Ok(()),
            Some(_) => return Err(Problem::field("videoId", "must come before the file").into()),
            None => {}
        }
        check_stream(self.app, self.caller, said.stream_id).await?;
        let change = Change {
            title: said.title,
            is_private: said.is_private,
            stream_id: said.stream_id.map(Some),
            thumbnail: None,
        };
        store::update(&self.app.db()?, target.video_id, &change).await
    }
}
