// The list of streams.

import { Refusal } from "./answers.mjs";
import { caller } from "./tokens.mjs";

const LAST_ID = 9_007_199_254_740_991;
const STATES = new Set(["live", "ended"]);
const COLUMNS =
  "s.id, s.userId, u.username, s.playbackName, s.title, s.description, s.status, s.startTime, \
     s.endTime, s.scheduledAt, s.viewerCount, s.peakViewerCount, s.thumbnail, s.featured, s.provider, s.roomVersion, \
     s.createdAt, s.updatedAt";

export async function list(app) {
  await caller(app);
  const { status, limit, after } = readQuery(app.url.searchParams);
  const rows = await app.env.DB.prepare(sql(status))
    .bind(...after, limit)
    .all();
  const items = rows.results.map((row) => view(app.env, row));
  return Response.json({ items, nextCursor: items.length >= limit ? cursor(items.at(-1)) : null });
}

function readQuery(query) {
  const status = query.get("status");
  const limit = Number(query.get("limit") ?? 20);
  const invalid = new Refusal(422, "invalid-field", "Invalid field");
  if (!STATES.has(status)) throw invalid;
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid;
  return {
    status,
    limit,
    after: query.has("cursor") ? JSON.parse(atob(query.get("cursor"))) : ["~", LAST_ID],
  };
}

const sql = (status) =>
  `select ${COLUMNS} from streams s join users u on u.id = s.userId where (s.startTime, s.id) < (?1, ?2) and \
     s.status = '${status}' order by s.startTime desc, s.id desc limit ?3`;

function view(env, row) {
  return {
    id: row.id,
    userId: row.userId,
    username: row.username,
    title: row.title,
    description: row.description,
    status: row.status,
    startTime: row.startTime,
    endTime: row.endTime,
    scheduledAt: row.scheduledAt,
    viewerCount: row.viewerCount,
    peakViewerCount: row.peakViewerCount,
    thumbnail: row.thumbnail,
    featured: row.featured !== 0,
    provider: row.provider,
    playback: { hls: env.PLAYBACK_HLS_URL.replace("{name}", row.playbackName) },
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

const cursor = (item) => btoa(JSON.stringify([item.startTime, item.id]));
