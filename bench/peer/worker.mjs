// The peer: what the Worker does for the measured requests, as one would write it in JavaScript on the same platform.
// Same tables, same SQL, same checks, same lines in the log, same answers.

import { log, problem, Refusal } from "./answers.mjs";
import { receive } from "./media.mjs";
import { consume } from "./reports.mjs";
import { list } from "./streams.mjs";

export { StreamRoom } from "./room.mjs";

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const app = { env, request, url, now: Date.now(), requestId: crypto.randomUUID() };
    const route = ROUTES[`${request.method} ${url.pathname}`];
    const response = await answer(app, route);
    response.headers.set("x-request-id", app.requestId);
    log("request", {
      requestId: app.requestId,
      method: request.method,
      route: route?.name ?? "none",
      status: response.status,
      durationMs: Date.now() - app.now,
      userId: app.userId,
      streamId: app.streamId,
    });
    return response;
  },
  queue: consume,
};

const ROUTES = {
  "POST /webhook/stream-event": { name: "receiveStreamEvent", handle: receive },
  "GET /streams": { name: "listStreams", handle: list },
};

async function answer(app, route) {
  try {
    if (!route) throw new Refusal(404, "not-found", "Not found", "there is nothing here");
    return await route.handle(app);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(JSON.stringify({ level: "error", cause: String(error) }));
    return problem(
      error instanceof Refusal ? error : new Refusal(500, "internal", "Internal error"),
      app.requestId,
    );
  }
}
