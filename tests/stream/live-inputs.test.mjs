// Live inputs and their outputs, as the API has them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, expect, send } from "../lib/client.mjs";
import { openHouse, RECORDED } from "./house.mjs";
import {
  assertShape,
  envelope,
  failure,
  int,
  list,
  liveInput,
  liveInputItem,
  object,
  output,
} from "./shapes.mjs";

const house = await openHouse();

const path = ({ uid }, more = "") => `/stream/live_inputs/${uid}${more}`;

test("each call answers a live input in its envelope", async () => {
  const input = await house.newInput({ meta: { name: "room 42" }, ...RECORDED });
  const calls = [
    () => house.api.get(path(input)),
    () => house.api.put(path(input), { meta: { name: "room 43" } }),
    () => house.api.post(path(input, "/disable")),
    () => house.api.post(path(input, "/enable")),
    () => house.api.post(path(input, "/rotate_keys")),
  ];
  for (const call of calls) {
    const reply = await call();
    assertShape(await expect(reply, 200), envelope(liveInput));
    assert.match(reply.headers.get("cf-ray"), /^[0-9a-f]{16}$/);
  }
});

test("secrets carry the input's uid, and no two are the same", async () => {
  const { uid, rtmps, rtmpsPlayback, srt, srtPlayback, webRTC, webRTCPlayback } = await house.newInput();
  const whip = webRTC.url.split("/").at(-3);
  const secrets = [rtmps.streamKey, rtmpsPlayback.streamKey, srt.passphrase, srtPlayback.passphrase, whip];
  assert.ok(secrets.every((secret) => secret.endsWith(`k${uid}`)));
  assert.equal(new Set(secrets).size, secrets.length);
  assert.deepEqual([srt.streamId, srtPlayback.streamId], [uid, `play${uid}`]);
  assert.ok(webRTCPlayback.url.endsWith(`/${uid}/webRTC/play`));
});

test("settings are echoed, and what was not sent stays as it was", async () => {
  const settings = {
    meta: { name: "kept", room: "7" },
    defaultCreator: "user-1",
    deleteRecordingAfterDays: 45,
    preferLowLatency: true,
    recording: {
      mode: "automatic",
      requireSignedURLs: true,
      allowedOrigins: ["*.example.com"],
      hideLiveViewerCount: true,
      timeoutSeconds: 10,
    },
  };
  const input = await house.newInput(settings);
  const changed = await house.result(house.api.put(path(input), { enabled: false }));
  for (const [name, value] of Object.entries(settings)) assert.deepEqual(changed[name], value, name);
  assert.equal(changed.enabled, false);
});

const REFUSED = [
  ["29 days", { deleteRecordingAfterDays: 29 }, 10060],
  ["1097 days", { deleteRecordingAfterDays: 1097 }, 10060],
  ["half a day", { deleteRecordingAfterDays: 30.5 }, 10060],
  ["an unknown mode", { recording: { mode: "sometimes" } }, 10005],
  ["origins that are no list", { recording: { allowedOrigins: "example.com" } }, 10005],
  ["a long creator", { defaultCreator: "x".repeat(65) }, 10005],
  ["meta that is no object", { meta: "name" }, 10005],
];
for (const [what, fields, code] of REFUSED) {
  test(`${what} is refused with ${code}`, async () => {
    const body = await expect(house.api.post("/stream/live_inputs", fields), 400);
    assertShape(body, failure);
    assert.equal(body.errors[0].code, code);
  });
}

test("what the platform drops in silence is dropped: nested days, long timeouts, unknown members", async () => {
  const recording = { mode: "automatic", deleteRecordingAfterDays: 45, timeoutSeconds: 86_401 };
  const input = await house.newInput({ recording, colour: "blue" });
  assertShape(input, liveInput);
  assert.equal(input.deleteRecordingAfterDays, null);
  assert.equal(input.recording.timeoutSeconds, null);
});

test("a rotation gives new secrets and says when", async () => {
  const input = await house.newInput();
  const rotated = await house.result(house.api.post(path(input, "/rotate_keys")));
  assert.notEqual(rotated.rtmps.streamKey, input.rtmps.streamKey);
  assert.notEqual(rotated.webRTC.url, input.webRTC.url);
  assert.ok(rotated.keysRotatedAt);
});

test("the list has items without credentials, and counts when asked for", async () => {
  const input = await house.newInput();
  const items = { liveInputs: list(liveInputItem) };
  const body = await expect(house.api.get("/stream/live_inputs"), 200);
  assertShape(body, envelope(object(items)));
  assert.ok(body.result.liveInputs.some(({ uid }) => uid === input.uid));
  const counted = await expect(house.api.get("/stream/live_inputs?include_counts=true"), 200);
  assertShape(counted, envelope(object({ ...items, range: int, total: int })));
});

test("a deleted input is gone", async () => {
  const input = await house.newInput();
  assert.deepEqual(await expect(house.api.delete(path(input)), 200), {});
  for (const reply of [house.api.get(path(input)), house.api.delete(path(input))]) {
    const body = await expect(reply, 404);
    assertShape(body, failure);
    assert.equal(body.errors[0].code, 10003);
  }
});

test("outputs are made, listed, switched and deleted", async () => {
  const input = await house.newInput();
  const wish = { url: "rtmp://a.example/live2", streamKey: "uzya-f19y" };
  const made = await expect(house.api.post(path(input, "/outputs"), wish), 200);
  assertShape(made, envelope(output));
  assert.equal(made.result.enabled, true);
  const its = path(input, `/outputs/${made.result.uid}`);
  const off = await house.result(house.api.put(its, { enabled: false }));
  assert.deepEqual(off, { ...made.result, enabled: false });
  assertShape(await expect(house.api.get(path(input, "/outputs")), 200), envelope(list(output)));
  assert.deepEqual(await expect(house.api.delete(its), 200), {});
  await expect(house.api.delete(its), 404);
  await expect(house.api.post(path(input, "/outputs"), { url: "https://a.example", streamKey: "k" }), 400);
});

test("a wrong token, none, or another account's is an authentication error", async () => {
  const elsewhere = house.apiUrl.replace(house.accountId, "f".repeat(32));
  const callers = [client(house.apiUrl, "wrong"), client(house.apiUrl), client(elsewhere, house.apiToken)];
  for (const caller of callers) {
    const body = await expect(caller.get("/stream/live_inputs"), 403);
    assertShape(body, failure);
    assert.equal(body.errors[0].code, 10000);
  }
});

test("names that every object has are the names of nothing", async () => {
  for (const path of ["/stream/constructor", "/stream/live_inputs/__proto__", "/stream/toString/downloads"]) {
    await expect(house.api.get(path), 404);
  }
  await expect(house.lookAt("/constructor/manifest/video.m3u8"), 401); // no id, so it counts as a token
});

test("a body that is no object is a bad request, and an unknown path has no route", async () => {
  const token = house.apiToken;
  for (const text of ["{", "[]", "null"]) {
    const body = await expect(send(`${house.apiUrl}/stream/live_inputs`, "POST", { token, text }), 400);
    assert.equal(body.errors[0].code, 10005);
  }
  const body = await expect(house.api.get("/streams/x/y/z"), 404);
  assert.equal(body.errors[0].code, 7003);
});

test("over the rate limit every call is refused until the window is over", async () => {
  await house.set({ rateLimitCalls: 1, rateLimitWindowMs: 700 });
  const replies = [
    await house.api.get("/stream"),
    await house.api.get("/stream"),
    await house.api.get("/stream"),
  ];
  assert.ok(replies.some(({ status, headers }) => status === 429 && Number(headers.get("retry-after")) >= 1));
  await new Promise((later) => setTimeout(later, 800));
  await expect(house.api.get("/stream"), 200);
  await house.unset();
});
