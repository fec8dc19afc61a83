// Where nginx-rtmp says that a recording is complete. On loopback alone: the paths it names are believed.

import { createServer } from "node:http";
import { basename } from "node:path";

const HOST = "127.0.0.1";
const MAX_BODY_BYTES = 16_384;

/**
 * `POST /record-done` (nginx-rtmp's form) and `GET /healthz`.
 *
 * @param {number} port
 * @param {(file: string) => void} onRecordDone the file's name
 * @returns {Promise<import("node:http").Server>}
 */
export async function listen(port, onRecordDone) {
  const server = createServer(async (request, reply) => {
    const status = await answer(request, onRecordDone).catch(() => 500);
    reply.writeHead(status).end();
  });
  await new Promise((ready, failed) => server.once("error", failed).listen(port, HOST, ready));
  return server;
}

async function answer(request, onRecordDone) {
  if (request.method === "GET" && request.url === "/healthz") return 204;
  if (request.method !== "POST" || request.url !== "/record-done") return 404;
  const body = await text(request);
  const path = body && new URLSearchParams(body).get("path");
  if (!path) return 400;
  onRecordDone(basename(path));
  return 204;
}

async function text(request) {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > MAX_BODY_BYTES) return undefined;
  }
  return body;
}
