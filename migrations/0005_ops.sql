-- What those who run it look at: activity over time, totals, the log of media events by whatever is looked for, and
-- what failed.

-- A row a minute.
create table activity (
  -- The minute, as the time at which it begins.
  at text primary key check (at like '____-__-__T__:__:00.000Z'),
  -- How many streams were live and how many people watched when the clock looked; null when it did not.
  liveStreams integer check (liveStreams >= 0),
  viewers integer check (viewers >= 0),
  -- How many messages were written in it.
  messages integer not null default 0 check (messages >= 0)
) strict, without rowid;

-- What would otherwise have to be counted row by row; the triggers below keep it.
create table totals (
  what text not null,
  label text not null default '',
  amount integer not null default 0,
  primary key (what, label)
) strict, without rowid;

-- Messages of queues that failed as often as they may.
create table failed_jobs (
  id integer primary key autoincrement,
  queue text not null check (queue in ('reports', 'jobs', 'stream-events')),
  -- The queue's own id of the message: one that comes twice is stored once.
  messageId text not null unique,
  -- The message, without secrets.
  body text not null,
  -- What went wrong the last time; null when that was not seen, as when the Worker itself was stopped.
  cause text,
  failedAt text not null,
  -- When it was put back into its queue.
  retriedAt text
) strict;

-- What went wrong with a message lately, by the SHA-256 of its body: the queue does not tell when it gives a message up.
create table failure_causes (
  digest text primary key check (length(digest) = 64),
  cause text not null,
  at text not null
) strict, without rowid;

create index failure_causes_by_time on failure_causes (at);

-- The log of media events, the newest first: all of it, and by one thing each.
create index media_events_by_time on media_events (receivedAt, id);
create index media_events_by_stream_and_time on media_events (streamId, receivedAt, id);
create index media_events_by_source on media_events (source, receivedAt, id);
create index media_events_by_event on media_events (event, receivedAt, id);
create index media_events_by_verdict on media_events (verdict, receivedAt, id);

-- What failed for good, and what waits to be removed from storage for how long.
create index videos_failed on videos (updatedAt, id) where status = 'failed';
create index registry_rooms_failed on registry_rooms (createdAt, roomId) where reason is not null;
create index discarded_by_since on discarded (since);

create trigger activity_counted_new after insert on activity when new.messages > 0
begin
  insert into totals (what, amount) values ('messages', new.messages)
    on conflict (what, label) do update set amount = amount + excluded.amount;
end;

create trigger activity_counted after update of messages on activity when new.messages > old.messages
begin
  insert into totals (what, amount) values ('messages', new.messages - old.messages)
    on conflict (what, label) do update set amount = amount + excluded.amount;
end;

create trigger media_events_counted after insert on media_events
begin
  insert into totals (what, label, amount) values ('events', new.verdict, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger users_counted_new after insert on users
begin
  insert into totals (what, label, amount) values ('users', new.role, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger users_counted after update of role on users when new.role <> old.role
begin
  update totals set amount = amount - 1 where what = 'users' and label = old.role;
  insert into totals (what, label, amount) values ('users', new.role, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger users_counted_gone after delete on users
begin
  update totals set amount = amount - 1 where what = 'users' and label = old.role;
end;

create trigger sessions_counted_new after insert on sessions when new.revokedAt is null
begin
  insert into totals (what, amount) values ('sessions', 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger sessions_counted_over after update of revokedAt on sessions
  when old.revokedAt is null and new.revokedAt is not null
begin
  update totals set amount = amount - 1 where what = 'sessions' and label = '';
end;

create trigger sessions_counted_gone after delete on sessions when old.revokedAt is null
begin
  update totals set amount = amount - 1 where what = 'sessions' and label = '';
end;

create trigger streams_counted_new after insert on streams
begin
  insert into totals (what, label, amount) values ('streams', new.provider, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger streams_counted_gone after delete on streams
begin
  update totals set amount = amount - 1 where what = 'streams' and label = old.provider;
end;

create trigger videos_counted_new after insert on videos
begin
  insert into totals (what, label, amount) values ('videos', new.status, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger videos_counted after update of status on videos when new.status <> old.status
begin
  update totals set amount = amount - 1 where what = 'videos' and label = old.status;
  insert into totals (what, label, amount) values ('videos', new.status, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

-- The bytes of files that are in our storage.
create trigger videos_weighed after update of size, objectKey on videos
  when iif(new.objectKey is null, 0, coalesce(new.size, 0)) <> iif(old.objectKey is null, 0, coalesce(old.size, 0))
begin
  insert into totals (what, amount) values ('bytes',
      iif(new.objectKey is null, 0, coalesce(new.size, 0)) - iif(old.objectKey is null, 0, coalesce(old.size, 0)))
    on conflict (what, label) do update set amount = amount + excluded.amount;
end;

create trigger videos_counted_gone after delete on videos
begin
  update totals set amount = amount - 1 where what = 'videos' and label = old.status;
  update totals set amount = amount - iif(old.objectKey is null, 0, coalesce(old.size, 0))
    where what = 'bytes' and label = '';
end;

create trigger uploads_counted_new after insert on uploads
begin
  insert into totals (what, amount) values ('uploads', 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger uploads_counted_gone after delete on uploads
begin
  update totals set amount = amount - 1 where what = 'uploads' and label = '';
end;

-- Those that nobody has put back yet.
create trigger failed_jobs_counted_new after insert on failed_jobs when new.retriedAt is null
begin
  insert into totals (what, label, amount) values ('failed', new.queue, 1)
    on conflict (what, label) do update set amount = amount + 1;
end;

create trigger failed_jobs_counted after update of retriedAt on failed_jobs
  when old.retriedAt is null and new.retriedAt is not null
begin
  update totals set amount = amount - 1 where what = 'failed' and label = old.queue;
end;

create trigger failed_jobs_counted_gone after delete on failed_jobs when old.retriedAt is null
begin
  update totals set amount = amount - 1 where what = 'failed' and label = old.queue;
end;

-- What there is already. Of the messages the last number of each room: numbers have no gaps.
insert into totals (what, label, amount) select 'users', role, count(*) from users group by role;
insert into totals (what, amount) select 'sessions', count(*) from sessions where revokedAt is null;
insert into totals (what, label, amount) select 'streams', provider, count(*) from streams group by provider;
insert into totals (what, label, amount) select 'videos', status, count(*) from videos group by status;
insert into totals (what, amount) select 'bytes', coalesce(sum(size), 0) from videos where objectKey is not null;
insert into totals (what, amount) select 'uploads', count(*) from uploads;
insert into totals (what, label, amount) select 'events', verdict, count(*) from media_events group by verdict;
insert into totals (what, amount) select 'messages', coalesce(sum(last), 0) from
  (select (select max(seq) from chats where streamId = s.id) as last from streams s);
