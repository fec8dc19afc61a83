-- Users, their sessions and streams, and every media event ever received.
--
-- Columns carry the API's names. Times are RFC 3339 text in UTC with milliseconds, so that text order is time order.

create table users (
  id integer primary key autoincrement,
  username text not null collate nocase unique check (length(username) between 1 and 64),
  -- Argon2id in PHC form; null for a user of an outside issuer, who logs in there.
  passwordHash text,
  role text not null default 'user' check (role in ('user', 'admin', 'media')),
  -- Who vouches for an outside user, and under which name.
  issuer text,
  subject text,
  createdAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updatedAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  check ((passwordHash is null) = (issuer is not null)),
  check ((issuer is null) = (subject is null))
) strict;

create unique index users_by_subject on users (issuer, subject) where issuer is not null;

create trigger users_touch after update on users when new.updatedAt = old.updatedAt
begin
  update users set updatedAt = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;

-- A login. Its refresh tokens are counted by generation: the current one rotates it, an older one betrays a theft.
create table sessions (
  id text primary key,
  userId integer not null references users (id) on delete cascade,
  generation integer not null default 1,
  userAgent text,
  createdAt text not null,
  usedAt text not null,
  expiresAt text not null,
  revokedAt text
) strict, without rowid;

create index sessions_by_user on sessions (userId, createdAt, id);
create index sessions_by_expiry on sessions (expiresAt);

create table streams (
  id integer primary key autoincrement,
  userId integer not null references users (id),
  -- The keyed digest by which a key is found, and the key itself, sealed for its owner.
  streamKey text not null unique check (length(streamKey) = 64),
  sealedKey text not null,
  -- The public name under which the stream is played: the key never shows up in a play URL.
  playbackName text not null unique,
  title text not null default '' check (length(title) <= 255),
  description text not null default '' check (length(description) <= 5000),
  status text not null default 'ended' check (status in ('live', 'ended')),
  startTime text,
  endTime text,
  scheduledAt text,
  viewerCount integer not null default 0 check (viewerCount >= 0),
  peakViewerCount integer not null default 0 check (peakViewerCount >= 0),
  thumbnail text,
  featured integer not null default 0 check (featured in (0, 1)),
  provider text not null default 'selfhosted' check (provider in ('selfhosted', 'cloudflare')),
  -- The version of the room's snapshot that status, times and viewers were taken from.
  roomVersion integer not null default 0,
  createdAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updatedAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) strict;

create index streams_by_user on streams (userId, id);
create index streams_by_start on streams (status, startTime, id);
create index streams_by_status on streams (status, id);
create index streams_by_schedule on streams (scheduledAt, id) where scheduledAt is not null;
create index streams_by_merit on streams (featured, viewerCount, id);
create index streams_by_status_and_merit on streams (status, featured, viewerCount, id);

create trigger streams_touch after update on streams when new.updatedAt = old.updatedAt
begin
  update streams set updatedAt = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;

-- The words of a stream's title and description, folded: what `q` searches.
create table stream_words (
  word text not null,
  streamId integer not null references streams (id) on delete cascade,
  primary key (word, streamId)
) strict, without rowid;

create index stream_words_by_stream on stream_words (streamId);

-- Keys that were rotated away. They let nobody in, but the end of a connection that still carries one is understood.
create table retired_keys (
  streamKey text primary key,
  streamId integer not null references streams (id) on delete cascade,
  retiredAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) strict, without rowid;

create index retired_keys_by_stream on retired_keys (streamId);

-- Every hook received: who said what, when, and what became of it. Without keys.
create table media_events (
  id integer primary key autoincrement,
  -- Null when no stream has the key that was named.
  streamId integer references streams (id) on delete set null,
  -- The event's number in its stream's room.
  seq integer,
  source text not null,
  event text not null,
  clientId text,
  verdict text not null,
  fields text not null check (json_valid(fields)),
  sentAt text,
  receivedAt text not null
) strict;

create unique index media_events_by_stream on media_events (streamId, seq);
