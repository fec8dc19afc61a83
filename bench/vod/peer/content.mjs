// The bytes of videos, straight from storage.

import { Refusal } from "./answers.mjs";
import { plan } from "./conditions.mjs";
import { isValid } from "./links.mjs";
import { caller } from "./tokens.mjs";
import { find } from "./videos.mjs";

export async function content(app, id) {
  const row = await admitted(app, Number(id));
  if (row.url) return new Response(null, { status: 302, headers: { location: row.url } });
  if (row.status !== "ready") throw new Refusal(409, "conflict", "Conflict", "the video is not ready");
  const entity = {
    size: row.size,
    etag: `"${row.sha256}"`,
    modifiedMs: Date.parse(row.createdAt),
  };
  return send(app, row, entity);
}

async function admitted(app, id) {
  const query = app.url.searchParams;
  const signature = query.get("signature");
  if (signature !== null) {
    if (!(await isValid(app, id, query.get("expires"), signature)))
      throw new Refusal(403, "forbidden", "Forbidden", "the link is not valid, or not any more");
  }
  const sub = signature === null ? (await caller(app)).sub : undefined;
  const row = await find(app.env.DB, id);
  const isPublic = row?.status === "ready" && row.private === 0;
  if (!row || !(signature !== null || isPublic || row.userId === Number(sub)))
    throw new Refusal(404, "not-found", "Not found", "there is no such video");
  return row;
}

async function send(app, row, entity) {
  const { status, first = 0, last = entity.size - 1 } = plan(app.request.headers, entity);
  if (status === 412) throw new Refusal(412, "precondition-failed", "Precondition failed");
  if (status === 416) throw new Refusal(416, "range-not-satisfiable", "Range not satisfiable");
  const headers = new Headers({
    "content-type": row.contentType,
    "accept-ranges": "bytes",
    etag: entity.etag,
    "last-modified": new Date(entity.modifiedMs).toUTCString(),
    "cache-control": "private, max-age=3600",
    "x-content-type-options": "nosniff",
  });
  if (status === 304) return new Response(null, { status, headers });
  const length = last - first + 1;
  headers.set("content-length", String(length));
  if (status === 206) headers.set("content-range", `bytes ${first}-${last}/${entity.size}`);
  const range = status === 206 ? { range: { offset: first, length } } : undefined;
  const object = await app.env.VIDEOS.get(row.objectKey, range);
  if (!object) throw new Refusal(404, "not-found", "Not found", "the file is gone");
  return new Response(object.body, { status, headers });
}
