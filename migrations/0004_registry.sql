-- The rooms of the public register on a chain: what is wished of each, and how far it is there.

create table registry_rooms (
  roomId text primary key check (length(roomId) = 66),
  -- The stream that it is of; null for none, and once that is deleted.
  streamId integer references streams (id) on delete set null,
  -- When the broadcast began that it is of; null before it began.
  startTime text,
  sessionId text not null check (length(sessionId) = 32),
  title text not null default '',
  chainId integer not null,
  contract text not null,
  -- Its host signs with a wallet of its own: what it does not sign is not done.
  hosted integer not null default 0 check (hosted in (0, 1)),
  -- How far it is to get, and how far it is for certain.
  wish text not null check (wish in ('created', 'live', 'ended')),
  reached text not null default 'none' check (reached in ('none', 'created', 'live', 'ended')),
  -- The last transaction.
  transactionHash text,
  -- Why it gets no further.
  reason text,
  -- When the sender was last asked for what is wished; empty before.
  askedAt text not null default '',
  -- When the sender last told how far it is, in Unix milliseconds.
  toldAt integer not null default 0,
  createdAt text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) strict, without rowid;

-- A broadcast is one room.
create unique index registry_rooms_by_broadcast on registry_rooms (streamId, startTime) where startTime is not null;
create index registry_rooms_by_stream on registry_rooms (streamId, createdAt);
-- What is not done yet.
create index registry_rooms_open on registry_rooms (askedAt)
  where hosted = 0 and reason is null and wish <> reached;
