-- Streams whose video Cloudflare Stream takes: their live inputs, and what is to be removed there.

create table live_inputs (
  streamId integer primary key references streams (id) on delete cascade,
  -- Stream's id of it: public, since it is in every playback address.
  inputId text not null unique,
  -- Where to publish by RTMPS; the key is the stream's own.
  rtmpsUrl text not null,
  -- The addresses of SRT and WHIP, which are secrets, sealed for the owner.
  sealedIngest text not null,
  -- The account's playback host, with scheme.
  origin text not null,
  -- Whether playing it takes a token.
  signed integer not null default 0 check (signed in (0, 1)),
  -- Whether encoders are to be let in: not any more once the room was ended for good.
  enabled integer not null default 1 check (enabled in (0, 1)),
  -- What Stream did not take of what it was asked for: a JSON list of sentences for the owner.
  warnings text not null default '[]' check (json_valid(warnings)),
  -- Stream's last word on its encoder, and since when.
  state text,
  stateSince text,
  -- The video that the last broadcast is known to be.
  videoId text,
  -- Since when there is a broadcast whose recording we do not have; null while nothing is awaited.
  awaitedSince text,
  -- When Stream was last asked.
  checkedAt text not null default '',
  createdAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) strict;

create index live_inputs_awaited on live_inputs (checkedAt) where awaitedSince is not null;
create index live_inputs_by_video on live_inputs (videoId) where videoId is not null;

-- What is to be removed at Stream. A live input that is being made is noted here first, by the reference that is written
-- into it, and struck out together with the making of its stream: whatever happens between leaves nothing behind.
create table stream_debris (
  -- Stream's id, or our reference while that is not known.
  name text not null,
  kind text not null check (kind in ('input', 'reference', 'video')),
  since text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  -- When it was removed; kept for a while, so that late news of it are known as such.
  doneAt text,
  primary key (kind, name)
) strict, without rowid;

create index stream_debris_left on stream_debris (since) where doneAt is null;
create index stream_debris_done on stream_debris (doneAt) where doneAt is not null;

-- Stream's id of a video that it has, and whether playing it takes a token.
alter table videos add column providerId text;
alter table videos add column signed integer not null default 0 check (signed in (0, 1));

create unique index videos_by_provider on videos (providerId) where providerId is not null;
create index videos_at_provider on videos (updatedAt)
  where providerId is not null and status in ('uploading', 'processing');
