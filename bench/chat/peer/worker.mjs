// The peer: a chat on a Durable Object as one would write it in JavaScript. Same doors, same checks, same frames; every
// message is a frame of its own.

import { log, problem, Refusal } from "./answers.mjs";
import { caller } from "./tokens.mjs";

export { ChatRoom as StreamRoom } from "./room.mjs";

const PATH = /^\/streams\/(\d+)\/(chat|socket\.io\/)$/;
const FIND_STREAM = "select 1 as one from streams where id = ?1";

/** Streams that were found; they are not taken away while an isolate lives. */
const found = new Set();

export default {
  async fetch(request, env) {
    const app = { env, request, url: new URL(request.url), now: Date.now(), requestId: crypto.randomUUID() };
    const response = await answer(app);
    log("request", {
      requestId: app.requestId,
      method: request.method,
      route: app.route ?? "none",
      status: response.status,
      durationMs: Date.now() - app.now,
      userId: app.userId,
      streamId: app.streamId,
    });
    return response;
  },
};

async function answer(app) {
  try {
    return await enter(app);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(JSON.stringify({ level: "error", cause: String(error) }));
    const refusal = error instanceof Refusal ? error : new Refusal(500, "internal", "Internal error");
    return problem(refusal, app.requestId);
  }
}

/** Who comes by the Socket.IO door shows the token inside, with CONNECT. */
async function enter(app) {
  const [, id, route] = PATH.exec(app.url.pathname) ?? [];
  if (!route) throw new Refusal(404, "not-found", "Not found", "there is nothing here");
  Object.assign(app, { route, streamId: Number(id) });
  const forwarded = new Request(app.request);
  if (route === "chat") forwarded.headers.set("x-person", JSON.stringify(personOf(await caller(app))));
  await findStream(app);
  return app.env.ROOMS.get(app.env.ROOMS.idFromName(id)).fetch(forwarded);
}

async function findStream({ env, streamId }) {
  if (found.has(streamId)) return;
  if (!(await env.DB.prepare(FIND_STREAM).bind(streamId).first())) {
    throw new Refusal(404, "not-found", "Not found", "there is no such stream");
  }
  found.add(streamId);
}

const personOf = ({ sub, name, role }) => ({ userId: Number(sub), username: name, role });
