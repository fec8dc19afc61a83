// The Worker, as the recorder calls it.

import { openAsBlob } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { bringInPieces } from "./pieces.mjs";
import { authorization, signature } from "./proof.mjs";
import { isFinal, Refused } from "./refused.mjs";

const LIMIT_MS = 15_000;
/**
 * Every call throws [`Refused`] for a no, and any other error where another try may help.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {AbortSignal} stopping
 */
export function worker(settings, stopping) {
  const nowS = () => Math.floor(Date.now() / 1000);

  async function exchange(what, path, { limitMs = LIMIT_MS, ...request }) {
    const limits = limitMs ? [stopping, AbortSignal.timeout(limitMs)] : [stopping];
    const reply = await fetch(settings.url + path, { ...request, signal: AbortSignal.any(limits) }).catch(
      (error) => {
        throw new Error(`${what} found nobody: ${error.cause?.code ?? error.message}`);
      },
    );
    const text = await reply.text();
    if (reply.ok) return { text, headers: reply.headers };
    if (!isFinal(reply.status, request.method)) throw new Error(`${what} was answered ${reply.status}`);
    throw new Refused(what, reply.status, text, /json/.test(reply.headers.get("content-type") ?? ""));
  }
  const authorized = (method, path, request = {}) =>
    exchange(`${method} ${path}`, path, {
      ...request,
      method,
      headers: { ...request.headers, authorization: authorization(settings, nowS()) },
    });
  const call = async (...request) => JSON.parse((await authorized(...request)).text || "{}");
  const headersOf = async (...request) => (await authorized(...request)).headers;

  /** A request to the webhook, with the signature of `signed`. */
  const proven = (method, contentType, body, signed = body) => ({
    method,
    headers: {
      "content-type": contentType,
      "x-webhook-signature": signature(settings.webhookSecret, signed, nowS()),
    },
    body,
  });

  /** Tells the webhook of something. */
  async function tell(event) {
    const request = proven("POST", "application/json", JSON.stringify(event));
    return JSON.parse((await exchange(event.event, "/webhook/stream-event", request)).text);
  }

  return {
    /**
     * Tells that a recording file is complete.
     *
     * @param {string} file
     * @param {import("./journal.mjs").Segment} segment
     * @returns {Promise<{verdict: string, videoId?: number}>}
     */
    async recordDone(file, { stream, startedAtMs, endedAtMs }) {
      const event = { event: "on_record_done", streamKey: stream, eventId: `recording-${file}`, path: file };
      const duration = Math.max(0, endedAtMs - startedAtMs) / 1000;
      return tell({ ...event, timestamp: new Date(endedAtMs).toISOString(), duration });
    },
    /**
     * Tells what was measured of a stream.
     *
     * @param {string} stream playback name
     * @param {import("./stat.mjs").Figures} figures
     * @param {number} atMs when, Unix time
     */
    measured: (stream, figures, atMs) =>
      tell({
        event: "on_stats",
        streamKey: stream,
        timestamp: new Date(atMs).toISOString(),
        ...figures,
      }),
    /**
     * Brings a picture of what is on air. It is signed together with the name: it does not say itself whose it is.
     *
     * @param {string} stream playback name
     * @param {Buffer} jpeg
     */
    async putSnapshot(stream, jpeg) {
      const signed = Buffer.concat([Buffer.from(`${stream}.`), jpeg]);
      const request = proven("PUT", "image/jpeg", jpeg, signed);
      await exchange("the picture", `/webhook/snapshot?name=${stream}`, request);
    },
    video: (id) => call("GET", `/vod/${id}`),
    stream: (id) => call("GET", `/streams/${id}`),
    /** @param {number} id @param {string} path of a JPEG */
    putThumbnail: async (id, path) =>
      call("PUT", `/vod/${id}/thumbnail`, {
        headers: { "content-type": "image/jpeg" },
        body: await readFile(path),
      }),
    /**
     * Fills an awaited recording with a file, which is read as it is sent.
     *
     * @param {number} id
     * @param {string} path
     * @param {{upload?: string, onBegun: (upload: string) => void}} progress of an earlier try, for a large file
     */
    async upload(id, path, progress) {
      const { pieceBytes } = settings;
      const { size } = await stat(path);
      if (size > pieceBytes) {
        return bringInPieces({ call: headersOf, videoId: id, path, pieceBytes, ...progress });
      }
      const body = new FormData();
      body.append("videoId", String(id));
      body.append("file", await openAsBlob(path, { type: "video/mp4" }), "recording.mp4");
      // Nobody knows how long it takes; fetch itself ends one that stands still for five minutes.
      return call("POST", "/vod/upload", { body, limitMs: 0 });
    },
  };
}
