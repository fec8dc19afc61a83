// Room reports: taken over into the index, then acknowledged to the room.

const INDEX =
  "update streams set status = ?2, startTime = ?3, endTime = ?4, viewerCount = ?5, \
     peakViewerCount = ?6, roomVersion = ?7 where id = ?1 and roomVersion < ?7";
const KEEP =
  "insert into media_events \
     (streamId, seq, source, event, clientId, verdict, fields, sentAt, receivedAt) \
     select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 where exists (select 1 from streams where id = ?1) \
     on conflict do nothing";

export async function consume(batch, env) {
  for (const message of batch.messages) {
    try {
      await takeOver(env, JSON.parse(message.body));
      message.ack();
    } catch (error) {
      console.error(JSON.stringify({ level: "error", message: "report failed", cause: String(error) }));
      message.retry({ delaySeconds: 5 });
    }
  }
}

async function takeOver(env, { streamId, snapshot, events }) {
  const keep = env.DB.prepare(KEEP);
  await env.DB.batch([
    env.DB.prepare(INDEX).bind(
      streamId,
      snapshot.status,
      iso(snapshot.startTime),
      iso(snapshot.endTime),
      snapshot.viewerCount,
      snapshot.peakViewerCount,
      snapshot.version,
    ),
    ...events.map((event) => keep.bind(...row(streamId, event))),
  ]);
  await env.ROOMS.getByName(`stream:${streamId}`).acknowledge(snapshot.version, events.at(-1)?.seq ?? 0);
}

const row = (streamId, { seq, source, event, clientId, verdict, fields, receivedAt }) => [
  streamId,
  seq,
  source,
  event,
  clientId ?? null,
  verdict,
  JSON.stringify(fields),
  null,
  iso(receivedAt),
];

const iso = (ms) => (ms === null ? null : new Date(ms).toISOString());
