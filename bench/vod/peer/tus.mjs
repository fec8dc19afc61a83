// Resumable uploads: created, and sent piece by piece.

import { Refusal } from "./answers.mjs";
import { PART_BYTES } from "./filling.mjs";
import { Reception } from "./reception.mjs";
import { caller } from "./tokens.mjs";
import { insert } from "./videos.mjs";

const DAY_MS = 86_400_000;
const COLUMNS =
  "id, videoId, userId, objectKey, storageUpload, length, metadata, offset, tailBytes, partBytes, \
     nextPart, expiresAt";
const FIND = `select ${COLUMNS} from uploads where id = ?1`;
const INSERT =
  "insert into uploads (id, videoId, userId, objectKey, storageUpload, length, metadata, partBytes, \
     createdAt, expiresAt) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const HOLD = "update uploads set holder = ?2, nextPart = nextPart + ?3 where id = ?1";

export async function create(app) {
  checkVersion(app);
  const { env, now, request, url } = app;
  const userId = Number((await caller(app)).sub);
  const length = Number(request.headers.get("upload-length"));
  const metadata = request.headers.get("upload-metadata");
  const objectKey = `videos/${crypto.randomUUID()}`;
  const videoId = await insert(env.DB, userId, readMetadata(metadata).title ?? "", objectKey);
  const options = { httpMetadata: { contentType: "application/octet-stream" } };
  const { uploadId } = await env.VIDEOS.createMultipartUpload(objectKey, options);
  const id = crypto.randomUUID();
  const times = [new Date(now).toISOString(), new Date(now + DAY_MS).toISOString()];
  const values = [id, videoId, userId, objectKey, uploadId, length, metadata, PART_BYTES, ...times];
  await env.DB.prepare(INSERT)
    .bind(...values)
    .run();
  const row = await env.DB.prepare(FIND).bind(id).first();
  const headers = progress(row);
  headers.set("location", `${url.origin}/vod/uploads/${id}`);
  return new Response(null, { status: 201, headers });
}

export async function patch(app, id) {
  checkVersion(app);
  const { env, request } = app;
  const userId = Number((await caller(app)).sub);
  const found = await env.DB.prepare(FIND).bind(id).first();
  if (found?.userId !== userId) throw new Refusal(404, "not-found", "Not found", "there is no such upload");
  if (request.headers.get("content-type") !== "application/offset+octet-stream")
    throw new Refusal(415, "unsupported-media-type", "Unsupported media type");
  if (Number(request.headers.get("upload-offset")) !== found.offset) throw conflict();
  if (Number(request.headers.get("content-length")) > found.length - found.offset)
    throw new Refusal(413, "too-large", "Too large");
  const holder = crypto.randomUUID();
  const [, { results }] = await env.DB.batch([
    env.DB.prepare(HOLD).bind(id, holder, 1),
    env.DB.prepare(FIND).bind(id),
  ]);
  const [row] = results;
  if (row.offset !== found.offset || row.storageUpload === null) throw conflict();
  const reception = new Reception(app, row, holder);
  await reception.take(request.body);
  return new Response(null, { status: 204, headers: progress(reception.row) });
}

const conflict = () => new Refusal(409, "conflict", "Conflict", "somebody else goes on with this upload");

function checkVersion({ request }) {
  if (request.headers.get("tus-resumable") !== "1.0.0")
    throw new Refusal(412, "precondition-failed", "Precondition failed", "Tus-Resumable must be 1.0.0");
}

function readMetadata(text) {
  const pairs = (text ?? "").split(",").map((pair) => pair.trim().split(" "));
  return Object.fromEntries(pairs.map(([name, value]) => [name, atob(value ?? "")]));
}

function progress(row) {
  const headers = new Headers({
    "tus-resumable": "1.0.0",
    "upload-offset": String(row.offset),
  });
  if (row.storageUpload) headers.set("upload-expires", new Date(row.expiresAt).toUTCString());
  return headers;
}
