// The peer: what the Worker does with videos, as one would write it in JavaScript on the same platform. Same tables,
// same SQL, same checks, same parts in storage, same lines in the log, same answers.

import { log, problem, Refusal } from "./answers.mjs";
import { content } from "./content.mjs";
import { finish } from "./finishing.mjs";
import { upload } from "./form.mjs";
import { create, patch } from "./tus.mjs";
import { list, remove } from "./videos.mjs";

const RETRY_S = 5;

/** The rooms are bound, and have nothing to do here. */
export class StreamRoom {}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const app = {
      env,
      request,
      url,
      now: Date.now(),
      requestId: crypto.randomUUID(),
    };
    const route = find(request.method, url.pathname);
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
  async queue(batch, env) {
    for (const message of batch.messages) await take(message, env);
  },
};

const ROUTES = [
  { method: "GET", path: /^\/vod$/, name: "listVideos", handle: list },
  {
    method: "POST",
    path: /^\/vod\/upload$/,
    name: "uploadVideo",
    handle: upload,
  },
  {
    method: "POST",
    path: /^\/vod\/uploads$/,
    name: "createUpload",
    handle: create,
  },
  {
    method: "PATCH",
    path: /^\/vod\/uploads\/([0-9a-f-]+)$/,
    name: "sendUpload",
    handle: patch,
  },
  {
    method: "DELETE",
    path: /^\/vod\/(\d+)$/,
    name: "deleteVideo",
    handle: remove,
  },
  {
    method: "GET",
    path: /^\/vod\/(\d+)\/content$/,
    name: "getVideoContent",
    handle: content,
  },
];

function find(method, pathname) {
  for (const route of ROUTES) {
    const found = route.method === method && route.path.exec(pathname);
    if (found) return { name: route.name, handle: (app) => route.handle(app, found[1]) };
  }
}

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

async function take(message, env) {
  try {
    await finish(env, JSON.parse(message.body).videoId);
    message.ack();
  } catch (error) {
    console.error(
      JSON.stringify({
        level: "error",
        message: "message failed",
        cause: String(error),
      }),
    );
    message.retry({ delaySeconds: RETRY_S });
  }
}
