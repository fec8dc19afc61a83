// The Worker as a recorder knows it, with faults on demand. It judges the recorder's proofs as the Worker does.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { signature } from "./hooks.mjs";
import { JWT_KEY } from "./settings.mjs";

const STREAM_ID = 7;
const FIRST_VIDEO_ID = 101;

/**
 * One stream that is live, until `stream` is changed, and a video for each of its broadcasts. `fail(status)` lets the
 * next request that `matches` be answered like that; `requests` is what came, as `METHOD path`.
 */
export async function startRecorderApi() {
  const api = {
    requests: [],
    told: [],
    thumbnails: new Map(),
    uploads: new Map(),
    stream: { id: STREAM_ID, status: "live", startTime: new Date(Date.now() - 60_000).toISOString() },
    videos: new Map(),
    faults: [],
    /** The next so many requests that match get this status, and nothing happens. */
    fail: (matches, status, times = 1, body = {}) => api.faults.push({ matches, status, times, body }),
    /** Where the awaited video is that a broadcast has. */
    videoOf: (startTime) => [...api.videos.values()].find((video) => video.startTime === startTime),
  };
  const server = createServer((request, reply) => serve(api, request, reply));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  api.url = `http://127.0.0.1:${server.address().port}`;
  api.stop = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return api;
}

async function serve(api, request, reply) {
  const body = await bytes(request);
  const what = `${request.method} ${request.url}`;
  api.requests.push(what);
  const { status, json, headers } = await answer(api, what, request, body).catch((error) => ({
    status: 500,
    json: { detail: error.stack },
  }));
  const contentType = status < 400 ? "application/json" : "application/problem+json";
  reply.writeHead(status, { "content-type": contentType, ...headers });
  reply.end(JSON.stringify(json));
}

async function bytes(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function answer(api, what, request, body) {
  const fault = api.faults.find(({ matches, times }) => times > 0 && what.startsWith(matches));
  if (fault) {
    fault.times -= 1;
    return { status: fault.status, json: fault.body };
  }
  if (what === "POST /webhook/stream-event") return hear(api, request, body);
  if (!isMedia(request.headers.authorization)) return { status: 401, json: {} };
  if (what === `GET /streams/${STREAM_ID}`) return found(api.stream);
  const [, method, id, part] = what.match(/^(\w+) \/vod\/(\d+)(\/thumbnail)?$/) ?? [];
  if (method === "GET") return found(api.videos.get(Number(id)));
  if (method === "PUT" && part) return picture(api, Number(id), body);
  if (what === "POST /vod/upload") return fill(api, request, body);
  if (what === "POST /vod/uploads") return begin(api, request);
  if (what.endsWith(" /vod/uploads/u1")) return goOn(api, request, body);
  return { status: 404, json: {} };
}

const found = (json) => (json ? { status: 200, json } : { status: 404, json: {} });

function hear(api, request, body) {
  const given = request.headers["x-webhook-signature"];
  const t = Number(given?.match(/^t=(\d+),/)?.[1]);
  if (given !== signature(String(body), { t })) return { status: 401, json: {} };
  const event = JSON.parse(body);
  api.told.push(event);
  if (!api.stream) return { status: 403, json: { code: 403, verdict: "refused_gone" } };
  return { status: 200, json: { code: 0, verdict: "noted", videoId: awaited(api).id } };
}

/** The video of the broadcast that is on air or was last. */
function awaited(api) {
  const { startTime } = api.stream;
  const known = api.videoOf(startTime);
  if (known) return known;
  const id = FIRST_VIDEO_ID + api.videos.size;
  api.videos.set(id, { id, streamId: STREAM_ID, status: "processing", source: "recording", startTime });
  return api.videos.get(id);
}

function picture(api, id, body) {
  api.thumbnails.set(id, body);
  return found(api.videos.get(id));
}

async function fill(api, request, body) {
  const form = await new Response(body, { headers: request.headers }).formData();
  const video = api.videos.get(Number(form.get("videoId")));
  if (!video) return { status: 404, json: {} };
  if (video.status !== "processing") return { status: 409, json: {} };
  assert.deepEqual([...form.keys()], ["videoId", "file"], "the file comes last, so that it can be streamed");
  api.uploads.set(video.id, Buffer.from(await form.get("file").arrayBuffer()));
  video.status = "ready";
  return { status: 201, json: video };
}

function begin(api, { headers }) {
  const words = headers["upload-metadata"].split(",").map((word) => word.split(" "));
  const metadata = Object.fromEntries(words.map(([key, value]) => [key, atob(value)]));
  const { status } = api.videos.get(Number(metadata.videoId)) ?? {};
  if (status !== "processing") return { status: 409, json: {} };
  api.upload = { id: Number(metadata.videoId), size: Number(headers["upload-length"]), pieces: [], at: 0 };
  return { status: 201, json: {}, headers: { location: `${api.url}/vod/uploads/u1` } };
}

function goOn(api, { method, headers }, body) {
  const { upload } = api;
  if (!upload) return { status: 404, json: {} };
  if (method === "PATCH") {
    if (Number(headers["upload-offset"]) !== upload.at) return { status: 409, json: {} };
    upload.pieces.push(body);
    upload.at += body.length;
    if (upload.at === upload.size) {
      api.uploads.set(upload.id, Buffer.concat(upload.pieces));
      api.videos.get(upload.id).status = "ready";
    }
  }
  return { status: 200, json: {}, headers: { "upload-offset": String(upload.at) } };
}

/** Whether a token is what the Worker would take as the media role's. */
function isMedia(header = "") {
  const [head, claims, proof] = header.replace(/^Bearer /, "").split(".");
  if (!proof) return false;
  const wanted = createHmac("sha256", JWT_KEY.secret).update(`${head}.${claims}`).digest("base64url");
  const { role, iss, aud, iat, exp, sub } = JSON.parse(Buffer.from(claims, "base64url"));
  const { kid, alg } = JSON.parse(Buffer.from(head, "base64url"));
  const nowS = Date.now() / 1000;
  assert.deepEqual([alg, kid, role, iss, aud], ["HS256", JWT_KEY.kid, "media", "liveroom", "liveroom"]);
  return proof === wanted && Boolean(sub) && iat <= nowS && exp > nowS && exp - iat <= 600;
}
