-- Videos: recordings of broadcasts and what people uploaded, the uploads under way, and what storage is to lose.

create table videos (
  id integer primary key autoincrement,
  -- The stream that it belongs to; null for none, and once that is deleted.
  streamId integer references streams (id) on delete set null,
  userId integer not null references users (id),
  title text not null default '' check (length(title) <= 255),
  status text not null check (status in ('uploading', 'processing', 'ready', 'failed')),
  -- Why it failed, in words for its owner.
  reason text check ((reason is not null) = (status = 'failed')),
  source text not null check (source in ('upload', 'recording', 'link', 'cloudflare')),
  -- Only its owner finds it, and who has a link that its owner gave away.
  private integer not null default 0 check (private in (0, 1)),
  -- The address of a file that somebody else keeps.
  url text,
  -- The file in our storage.
  objectKey text unique,
  contentType text,
  size integer check (size >= 0),
  sha256 text check (length(sha256) = 64),
  durationMs integer check (durationMs >= 0),
  width integer,
  height integer,
  -- Its picture: in our storage, or an address elsewhere.
  thumbnailKey text unique,
  thumbnail text,
  -- When the broadcast began that this is the recording of.
  broadcastStart text,
  createdAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  updatedAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  check (status <> 'ready' or objectKey is not null or url is not null)
) strict;

-- One broadcast, one video.
create unique index videos_by_broadcast on videos (streamId, broadcastStart) where broadcastStart is not null;
create index videos_by_stream on videos (streamId);
-- What everyone may find, and what only its owner finds: two lists that are walked side by side.
create index videos_public on videos (createdAt, id) where status = 'ready' and private = 0;
create index videos_public_by_stream on videos (streamId, createdAt, id) where status = 'ready' and private = 0;
create index videos_public_by_user on videos (userId, createdAt, id) where status = 'ready' and private = 0;
create index videos_hidden_by_user on videos (userId, createdAt, id) where status <> 'ready' or private = 1;
-- What waits to be finished, by how long; an index for each status, since `=` does not find one of `in`.
create index videos_uploading on videos (updatedAt) where status = 'uploading';
create index videos_processing on videos (updatedAt) where status = 'processing';

create trigger videos_touch after update on videos when new.updatedAt = old.updatedAt
begin
  update videos set updatedAt = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
end;

-- An object that comes in parts and is not complete.
create table uploads (
  id text primary key,
  videoId integer not null references videos (id) on delete cascade,
  userId integer,
  objectKey text not null,
  -- The storage's name of the undertaking; null once the object is complete.
  storageUpload text,
  -- Set for resumable uploads: the length in bytes that was announced, and what came with it.
  length integer,
  metadata text,
  -- How many bytes are stored; the last `tailBytes` of them in an object of their own, being less than a part. When all
  -- are stored there is no such object.
  offset integer not null default 0,
  tailKey text,
  tailBytes integer not null default 0,
  partBytes integer not null,
  -- The first part number that nobody was given. What was sent under a number and may still arrive must not be mistaken
  -- for what another request sends, so numbers that a request died with are not given again.
  nextPart integer not null default 1,
  -- Who writes: whoever came last, until it is done. Somebody else's parts do not count.
  holder text,
  createdAt text not null,
  expiresAt text not null
) strict, without rowid;

create index uploads_by_expiry on uploads (expiresAt);
create index uploads_by_video on uploads (videoId);
-- All bytes are stored, and the object is to be made of them.
create index uploads_whole on uploads (expiresAt) where offset = length and storageUpload is not null;

create table upload_parts (
  uploadId text not null references uploads (id) on delete cascade,
  number integer not null,
  etag text not null,
  primary key (uploadId, number)
) strict, without rowid;

-- What is to be removed from storage: written in one step with whatever made it superfluous.
create table discarded (
  objectKey text not null,
  -- Empty for a whole object, else the storage's name of one that came in parts.
  storageUpload text not null default '',
  since text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  primary key (objectKey, storageUpload)
) strict, without rowid;

-- Where the errands that walk through everything have got to.
create table errands (
  name text primary key,
  cursor text
) strict, without rowid;
