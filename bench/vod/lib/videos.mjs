// How videos are put and fetched, with a look at whether all of it is right.

import { setTimeout as pause } from "node:timers/promises";
import { FACTS, FILM } from "./film.mjs";

const BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gWq";
const TUS_CHUNK_BYTES = 8_000_000;
/** How often one asks whether a file was looked into. */
const ASKING_MS = 20;
/** Who uploads. */
const USER_ID = 1;
const READY_LIMIT_MS = 30_000;

const field = (name, text) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
const FORM = [
  Buffer.from(
    `${field("title", "An evening with friends")}--${BOUNDARY}\r\n` +
      'Content-Disposition: form-data; name="file"; filename="evening.mp4"\r\nContent-Type: video/mp4\r\n\r\n',
  ),
  FILM,
  Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
];
const METADATA = `filename ${btoa("evening.mp4")},title ${btoa("An evening with friends")}`;

/** Uploads the film as a browser's form does. */
export async function uploadForm(client) {
  const headers = {
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  };
  const { text } = await client.ask("POST", "/vod/upload", {
    headers,
    body: FORM,
    status: 201,
  });
  return check(JSON.parse(text));
}

/** Uploads the film by tus, chunk by chunk. It is looked into after that. */
export async function uploadTus(client) {
  const tus = { "tus-resumable": "1.0.0" };
  const creation = {
    ...tus,
    "upload-length": FILM.length,
    "upload-metadata": METADATA,
  };
  const { headers } = await client.ask("POST", "/vod/uploads", {
    headers: creation,
    status: 201,
  });
  const { pathname } = new URL(headers.location);
  for (let offset = 0; offset < FILM.length; offset += TUS_CHUNK_BYTES) {
    const chunk = FILM.subarray(offset, offset + TUS_CHUNK_BYTES);
    const sent = {
      ...tus,
      "content-type": "application/offset+octet-stream",
      "upload-offset": offset,
    };
    const answer = await client.ask("PATCH", pathname, {
      headers: sent,
      body: [chunk],
      status: 204,
    });
    const reached = Number(answer.headers["upload-offset"]);
    if (reached !== offset + chunk.length) throw new Error(`the upload is at ${reached}`);
  }
}

/** The videos that are there, once none of them waits to be looked into. */
export async function ready(client) {
  const givenUpAt = performance.now() + READY_LIMIT_MS;
  for (;;) {
    const { text } = await client.ask("GET", `/vod?userId=${USER_ID}&limit=100`);
    const { items } = JSON.parse(text);
    if (items.every(({ status }) => status === "ready")) return items.map(check);
    if (performance.now() > givenUpAt) throw new Error(`not ready: ${text}`);
    await pause(ASKING_MS);
  }
}

/** Every fact of the film was found. */
function check(video) {
  for (const [name, value] of Object.entries(FACTS)) {
    if (video[name] !== value) throw new Error(`${name} should be ${value}: ${JSON.stringify(video)}`);
  }
  return video;
}

/** Fetches bytes of a video by its signed link, as a media element does; how many. */
export async function fetchRange(client, { url }, first, length) {
  const { pathname, search } = new URL(url);
  const expected = FILM.subarray(first, first + length);
  const last = first + expected.length - 1;
  const answer = await client.ask("GET", pathname + search, {
    headers: { range: `bytes=${first}-${last}` },
    expected,
    status: 206,
  });
  const { "content-range": range, "content-length": announced, etag } = answer.headers;
  if (range !== `bytes ${first}-${last}/${FILM.length}`) throw new Error(`not this range: ${range}`);
  if (announced !== String(expected.length)) throw new Error(`not this length: ${announced}`);
  if (etag !== `"${FACTS.sha256}"`) throw new Error(`not this tag: ${etag}`);
  return expected.length;
}

/** Fetches a whole video by its signed link; how many bytes. */
export async function fetchWhole(client, { url }) {
  const { pathname, search } = new URL(url);
  await client.ask("GET", pathname + search, { expected: FILM });
  return FILM.length;
}

/** Leaves nothing in the storage. */
export async function remove(client, videos) {
  for (const { id } of videos) await client.ask("DELETE", `/vod/${id}`, { status: 204 });
}
