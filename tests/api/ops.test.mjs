// Health, the contract, what is on every answer, and the log.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const PAGE = "https://live.example";
const lines = [];
const { url } = await ownWorker(
  { CORS_ORIGINS: `${PAGE}, http://localhost:3000` },
  { onLine: (line) => lines.push(line) },
);
const anyone = client(url);
const user = await newUser(url);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const options = (path, headers = {}) => send(url + path, "OPTIONS", { headers });

describe("health", () => {
  test("names each dependency with its state and latency", async () => {
    const reply = await anyone.get("/healthz");
    const { status, checks } = await expect(reply, 200);
    assert.equal(status, "ok");
    assert.ok(checks.database && checks.rooms);
    const { registry, ...others } = checks;
    assert.deepEqual(registry, { status: "off" });
    for (const [name, check] of Object.entries(others)) {
      assert.equal(check.status, "ok", name);
      assert.ok(check.latencyMs >= 0, name);
    }
    assert.match(reply.headers.get("content-type"), /^application\/json/);
  });

  test("needs no token", async () => {
    await expect(client(url, "garbage").get("/healthz"), 200);
  });
});

describe("the contract", () => {
  test("is served as OpenAPI 3.1, and lists the paths that answer", async () => {
    const reply = await anyone.get("/openapi.json");
    const { openapi, paths } = await expect(reply, 200);
    assert.match(openapi, /^3\.1\./);
    assert.match(reply.headers.get("content-type"), /^application\/json/);
    for (const [path, operations] of Object.entries(paths)) {
      const example = path.replaceAll(/\{[^}]+\}/g, "987654321");
      const { status, headers, body } = await send(url + example, "PURGE");
      if (path.endsWith("/socket.io/")) {
        // Engine.IO has an answer of its own to a method that it does not know.
        assert.deepEqual([status, typeof body.code], [400, "number"], path);
        continue;
      }
      assert.equal(status, 405, path);
      const methods = Object.keys(operations).filter((name) =>
        /^(get|head|put|post|patch|delete)$/.test(name),
      );
      assert.deepEqual(headers.get("allow").toLowerCase().split(", ").sort(), methods.sort(), path);
    }
  });
});

describe("every answer", () => {
  const requests = [
    ["GET", "/healthz"],
    ["GET", "/openapi.json"],
    ["GET", "/nowhere"],
    ["GET", "/"],
    ["PATCH", "/streams"],
    ["OPTIONS", "/streams"],
    ["HEAD", "/healthz"],
    ["GET", "/streams"],
    ["POST", "/auth/login"],
    ["POST", "/auth/guest"],
    ["POST", "/webhook/stream-event"],
  ];

  test("has an id of its own, a refusal and an empty one too", async () => {
    const ids = [];
    for (const [method, path] of requests) {
      const { headers } = await send(url + path, method);
      assert.match(headers.get("x-request-id") ?? "", UUID, `${method} ${path}`);
      ids.push(headers.get("x-request-id"));
    }
    assert.equal(new Set(ids).size, ids.length);
  });

  test("has one that the client cannot choose", async () => {
    const reply = await send(`${url}/nowhere`, "GET", { headers: { "x-request-id": "chosen" } });
    assert.match(reply.headers.get("x-request-id"), UUID);
  });

  test("to HEAD is that to GET without its body", async () => {
    const stream = await newStream(user);
    for (const [path, token] of [
      ["/healthz"],
      ["/openapi.json"],
      ["/nowhere"],
      [`/streams/${stream.id}`, user.token],
    ]) {
      const [get, head] = [
        await send(url + path, "GET", { token }),
        await send(url + path, "HEAD", { token }),
      ];
      assert.equal(head.status, get.status, path);
      assert.equal(head.text, "", path);
      assert.equal(head.headers.get("content-type"), get.headers.get("content-type"), path);
    }
  });
});

describe("a page of another origin", () => {
  const exposed = "access-control-allow-origin";

  for (const origin of [PAGE, "http://localhost:3000"]) {
    test(`reads our answers when it is a configured one: ${origin}`, async () => {
      for (const path of ["/healthz", "/nowhere", "/streams"]) {
        const { headers } = await send(url + path, "GET", { headers: { origin } });
        assert.equal(headers.get(exposed), origin, path);
        assert.match(headers.get("vary") ?? "", /origin/i);
        assert.match(headers.get("access-control-expose-headers"), /x-request-id/i);
      }
    });
  }

  for (const origin of [
    "https://evil.example",
    `${PAGE}.evil.example`,
    "https://live.exampl",
    "null",
    "http://live.example",
  ]) {
    test(`does not, when it is not: ${origin}`, async () => {
      for (const method of ["GET", "OPTIONS"]) {
        const { headers } = await send(`${url}/healthz`, method, { headers: { origin } });
        assert.equal(headers.get(exposed), null, method);
      }
    });
  }

  test("is told before it asks which methods and headers it may use", async () => {
    const asked = { origin: PAGE, "access-control-request-method": "PUT" };
    const reply = await options("/streams/1", {
      ...asked,
      "access-control-request-headers": "authorization",
    });
    assert.equal(reply.status, 204);
    assert.equal(reply.headers.get(exposed), PAGE);
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      assert.ok(reply.headers.get("access-control-allow-methods").includes(method), method);
    }
    for (const header of ["authorization", "content-type"]) {
      assert.ok(reply.headers.get("access-control-allow-headers").includes(header), header);
    }
  });

  test("never gets cookies or the like along", async () => {
    const reply = await options("/streams", { origin: PAGE, "access-control-request-method": "GET" });
    assert.equal(reply.headers.get("access-control-allow-credentials"), null);
    assert.equal(reply.headers.get("set-cookie"), null);
  });
});

describe("the log", () => {
  /** What the Worker wrote; wrangler puts some around warnings. */
  const written = () =>
    lines
      .map((line) => line.match(/\{.*\}/)?.[0])
      .filter(Boolean)
      .flatMap((text) => {
        try {
          return [JSON.parse(text)];
        } catch {
          return [];
        }
      });
  const linesOf = (id) => written().filter((line) => line.requestId === id);
  const lineOf = (reply) =>
    eventually(async () => {
      const requests = linesOf(reply.headers.get("x-request-id")).filter(
        (line) => line.message === "request",
      );
      assert.equal(requests.length, 1);
      return requests[0];
    });

  test("has one line of JSON for each request, with route, status and duration", async () => {
    const stream = await newStream(user);
    for (const [method, path, token, expected] of [
      ["GET", "/healthz", undefined, { route: "healthz", status: 200 }],
      ["GET", `/streams/${stream.id}`, user.token, { route: "getStream", status: 200, streamId: stream.id }],
      [
        "GET",
        "/streams/987654321/key",
        user.token,
        { route: "getStreamKey", status: 404, streamId: 987654321 },
      ],
      ["GET", "/streams", undefined, { route: "listStreams", status: 401 }],
      ["PATCH", "/streams", undefined, { status: 405 }],
      ["GET", "/no/such/page", undefined, { status: 404 }],
      ["OPTIONS", "/streams", undefined, { status: 204 }],
      ["POST", "/auth/login", undefined, { route: "login", status: 422 }],
    ]) {
      const line = await lineOf(await send(url + path, method, { token }));
      assert.equal(line.level, "info");
      assert.equal(line.method, method);
      assert.ok(line.durationMs >= 0);
      for (const [name, value] of Object.entries(expected))
        assert.equal(line[name], value, `${path} ${name}`);
      assert.equal(line.userId, token && String(user.id));
    }
  });

  test("has neither path nor query of a request", async () => {
    const reply = await anyone.get("/secret-path/secret-name?secret-query=1&token=secret-token");
    await lineOf(reply);
    const text = JSON.stringify(written());
    for (const word of ["secret-path", "secret-name", "secret-query", "secret-token"]) {
      assert.ok(!text.includes(word), word);
    }
  });

  test("has a line for each media event, and says what became of it", async () => {
    const stream = await newStream(user);
    const reply = await mediaServer(url).nginx("publish", stream.streamKey, 1);
    await lineOf(reply);
    const event = linesOf(reply.headers.get("x-request-id")).find((line) => line.message === "media event");
    assert.deepEqual(
      [event.streamId, event.source, event.event, event.verdict],
      [stream.id, "nginx-rtmp", "on_publish", "started"],
    );
  });

  test("has no failure in it that nobody caused", () => {
    assert.deepEqual(
      written().filter((line) => line.level === "error"),
      [],
    );
  });
});
