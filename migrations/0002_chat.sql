-- What was said, copied from the rooms, and what their staff did.

create table chats (
  streamId integer not null references streams (id) on delete cascade,
  -- The message's number in its room, from 1.
  seq integer not null,
  -- The user's id, or `guest:…` for somebody without an account.
  userId any not null,
  username text not null,
  role text not null,
  -- Empty once deleted.
  message text not null,
  timestamp text not null,
  -- The sender's own name for it.
  clientId text,
  deleted integer not null default 0 check (deleted in (0, 1)),
  primary key (streamId, seq)
) strict, without rowid;

create table chat_acts (
  streamId integer not null references streams (id) on delete cascade,
  -- The act's number in its room.
  id integer not null,
  act text not null,
  -- Who did it.
  userId any not null,
  -- To whom or what, and more about it; JSON.
  target text check (json_valid(target)),
  detail text check (json_valid(detail)),
  timestamp text not null,
  primary key (streamId, id)
) strict, without rowid;
