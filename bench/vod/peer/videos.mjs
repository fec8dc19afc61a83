// Videos in D1, and as clients see them.

import { Refusal } from "./answers.mjs";
import { linkTo } from "./links.mjs";
import { caller } from "./tokens.mjs";

const LAST_ID = 9_007_199_254_740_991;
const COLUMNS =
  "id, streamId, userId, title, status, reason, source, private, url, objectKey, contentType, \
     size, sha256, durationMs, width, height, thumbnailKey, thumbnail, createdAt, updatedAt";
const FIND = `select ${COLUMNS} from videos where id = ?1`;
const PUBLIC = "status = 'ready' and private = 0";
const HIDDEN = "(status <> 'ready' or private = 1)";
const INSERT =
  "insert into videos (streamId, userId, title, status, source, private, url, objectKey, thumbnail) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) returning id";
const FILL =
  "update videos set status = 'ready', reason = null, contentType = ?3, size = ?4, sha256 = ?5, \
     durationMs = coalesce(?6, durationMs), width = ?7, height = ?8 where id = ?1 and objectKey = ?2 and status <> 'ready'";
const DELETE = "delete from videos where id = ?1";

export const find = (db, id) => db.prepare(FIND).bind(id).first();

export async function insert(db, userId, title, objectKey) {
  const values = [null, userId, title, "uploading", "upload", 0, null, objectKey, null];
  const { id } = await db
    .prepare(INSERT)
    .bind(...values)
    .first();
  return id;
}

/** The file is there and known: the video is ready. */
export async function fill(db, id, objectKey, file) {
  const { contentType, size, sha256, durationMs, width, height } = file;
  const values = [id, objectKey, contentType, size, sha256, durationMs, width, height];
  const { meta } = await db
    .prepare(FILL)
    .bind(...values)
    .run();
  if (meta.changes === 0) throw new Refusal(409, "conflict", "Conflict", "the video was deleted or filled");
}

export async function list(app) {
  const { sub } = await caller(app);
  const userId = Number(app.url.searchParams.get("userId"));
  const limit = Number(app.url.searchParams.get("limit") ?? 20);
  const kinds = userId === Number(sub) ? [PUBLIC, HIDDEN] : [PUBLIC];
  const queries = kinds.map((kind) =>
    app.env.DB.prepare(
      `select ${COLUMNS} from videos where ${kind} and (createdAt, id) < (?1, ?2) and userId = ?3 \
         order by createdAt desc, id desc limit ?4`,
    ).bind("~", LAST_ID, userId, limit),
  );
  const results = await app.env.DB.batch(queries);
  const rows = results.flatMap(({ results }) => results).slice(0, limit);
  return Response.json({
    items: await Promise.all(rows.map((row) => view(app, row))),
    nextCursor: null,
  });
}

/** To leave the storage empty: not measured, and no more than that takes. */
export async function remove(app, id) {
  await caller(app);
  const row = await find(app.env.DB, Number(id));
  await app.env.DB.prepare(DELETE).bind(row.id).run();
  await app.env.VIDEOS.delete(row.objectKey);
  return new Response(null, { status: 204 });
}

export async function view(app, row) {
  return {
    id: row.id,
    streamId: row.streamId,
    userId: row.userId,
    title: row.title,
    status: row.status,
    source: row.source,
    url: row.status === "ready" ? await linkTo(app, row.id) : null,
    thumbnail: row.thumbnail,
    duration: row.durationMs === null ? null : row.durationMs / 1_000,
    size: row.size,
    contentType: row.contentType,
    width: row.width,
    height: row.height,
    sha256: row.sha256,
    private: row.private !== 0,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    reason: row.reason ?? undefined,
  };
}
