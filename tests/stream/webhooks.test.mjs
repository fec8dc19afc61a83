// Webhooks: how they are set, signed, shaped and sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { webhookSignature } from "../../dev/stream/webhooks/signature.mjs";
import { expect } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { openHouse, openReceiver, RECORDED, subscribe, videoIn } from "./house.mjs";
import { assertShape, envelope, failure, notification, video, webhook } from "./shapes.mjs";

const house = await openHouse();

const SECRET = "85011ed3a913c6ad5f9cf6c5573cc0a7";
const VECTORS = [
  [
    1230811200,
    '{"uid":"6b9e68b07dfee8cc2d116e4c51d6a957","readyToStream":true,"status":{"state":"ready"}}',
    "b8f46d000fbe14415af0ee466d66fc9b4349ab2acfaab6b799dc41743cd86741",
  ],
  [0, "", "50d0f2802ec9b19a396b65b768ffc6a73692a88af548da2a60e35978f113c0ad"],
  [
    1790000000,
    '{"meta":{"name":"Пример 🎥"}}',
    "1e1f49ffb72ad04dfae78895fce47ab928bab9be80adfdfe2d49982ebf4e99a9",
  ],
];
for (const [time, body, sig1] of VECTORS) {
  test(`the signature of ${Buffer.byteLength(body)} bytes at ${time}`, () => {
    assert.equal(webhookSignature(SECRET, time, body), `time=${time},sig1=${sig1}`);
  });
}

test("the VOD webhook is set, read and deleted", async () => {
  const notificationUrl = "https://hooks.example/stream";
  const put = await expect(house.api.put("/stream/webhook", { notificationUrl }), 200);
  assertShape(put, envelope(webhook));
  assert.equal(put.result.notification_url, notificationUrl);
  assert.deepEqual(await house.result(house.api.get("/stream/webhook")), put.result);
  assert.equal(await house.result(house.api.delete("/stream/webhook")), "ok");
  await expect(house.api.get("/stream/webhook"), 404);
  for (const wrong of [{}, { notificationUrl: "ftp://hooks.example" }, { notification_url: "hooks" }]) {
    assertShape(await expect(house.api.put("/stream/webhook", wrong), 400), failure);
  }
});

test("a new destination is greeted, and its secret is not shown again", async () => {
  const receiver = await openReceiver();
  const wish = { name: "tests", url: receiver.url, secret: "live-secret" };
  const { id } = await house.result(house.api.post("/alerting/v3/destinations/webhooks", wish));
  const { headers, body } = await receiver.next("the greeting", ({ text }) =>
    text.startsWith("Hello World!"),
  );
  assert.equal(headers["cf-webhook-auth"], "live-secret");
  assert.deepEqual(Object.keys(body), ["text"]);
  const listed = await house.result(house.api.get("/alerting/v3/destinations/webhooks"));
  assert.deepEqual(
    listed.find((destination) => destination.id === id),
    { id, name: wish.name, url: wish.url },
  );
});

test("a broadcast and its recording are told of, each in its own way", async () => {
  const receiver = await openReceiver();
  const input = await house.newInput({
    ...RECORDED,
    meta: { name: "room 42" },
    deleteRecordingAfterDays: 45,
  });
  const { videoSecret, liveSecret } = await subscribe(house, receiver, { input_id: [input.uid] });
  await house.broadcast({ input: input.uid, action: "connect" });
  await house.broadcast({ input: input.uid, action: "disconnect" });
  for (const event of ["connected", "disconnected"]) {
    const { headers, body } = await receiver.next(
      event,
      ({ data }) => data?.event_type === `live_input.${event}`,
    );
    assertShape(body, notification);
    assert.equal(headers["cf-webhook-auth"], liveSecret);
    assert.deepEqual([body.name, body.data.input_id], ["Live Webhook Test", input.uid]);
    assert.ok(body.text.includes(`Event type: live_input.${event}\n`));
  }
  const ready = await receiver.next("the recording", ({ status }) => status?.state === "ready");
  assertShape(ready.body, video);
  assert.equal(ready.body.liveInput, input.uid);
  assert.match(ready.body.meta.name, /^room 42 \d\d \w{3} \d\d \d\d:\d\d UTC$/);
  const keptMs = Date.parse(ready.body.scheduledDeletion) - Date.parse(ready.body.created);
  assert.equal(keptMs, 45 * 86_400_000);
  const [, time] = ready.headers["webhook-signature"].match(/^time=(\d+),sig1=[0-9a-f]{64}$/);
  assert.ok(Math.abs(Date.now() / 1000 - time) < 30);
  assert.equal(ready.headers["webhook-signature"], webhookSignature(videoSecret, time, ready.raw));
});

test("an input that sends what cannot be used is told of, and why", async () => {
  const receiver = await openReceiver();
  const input = await house.newInput(RECORDED);
  await subscribe(house, receiver, { input_id: [input.uid] });
  await house.broadcast({ input: input.uid, action: "error", code: "ERR_GOP_OUT_OF_RANGE" });
  const { body } = await receiver.next("the error", ({ data }) => data?.event_type === "live_input.errored");
  assertShape(body, notification);
  assert.equal(body.data.live_input_errored.error.code, "ERR_GOP_OUT_OF_RANGE");
});

test("a full account takes no broadcast and says so", async () => {
  const receiver = await openReceiver();
  const input = await house.newInput(RECORDED);
  await subscribe(house, receiver, { input_id: [input.uid] });
  await house.set({ storageLimitMinutes: 0 });
  await house.broadcast({ input: input.uid, action: "connect" });
  const { body } = await receiver.next("the error", ({ data }) => data?.event_type === "live_input.errored");
  assert.equal(body.data.live_input_errored.error.code, "ERR_STORAGE_QUOTA_EXHAUSTED");
  assert.deepEqual(await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`)), []);
  await house.unset();
});

test("a policy tells of its own inputs and event types alone", async () => {
  const receiver = await openReceiver();
  const [input, other] = [await house.newInput(), await house.newInput()];
  await subscribe(house, receiver, { input_id: [input.uid], event_type: ["live_input.disconnected"] });
  for (const { uid } of [other, input]) {
    await house.broadcast({ input: uid, action: "connect" });
    await house.broadcast({ input: uid, action: "disconnect" });
  }
  await receiver.next("its end", ({ data }) => data?.input_id === input.uid);
  const told = receiver.heard.flatMap(({ body }) => (body.data ? [body.data] : []));
  assert.deepEqual(
    told.map(({ input_id, event_type }) => [input_id, event_type]),
    [[input.uid, "live_input.disconnected"]],
  );
});

test("a webhook that is not taken is sent again as often as the switch says, and signed anew", async () => {
  const receiver = await openReceiver();
  await subscribe(house, receiver, { input_id: ["none"] });
  await eventually(async () => assert.equal(receiver.heard.length, 1));
  const attempts = async (retries) => {
    await house.set({ webhookRetries: retries, webhookRetryMs: 20 });
    const heardBefore = receiver.heard.length;
    receiver.answers.push(500, 500);
    const input = await house.newInput(RECORDED);
    await house.broadcast({ input: input.uid, action: "connect" });
    await house.broadcast({ input: input.uid, action: "disconnect" });
    await videoIn(house, input, "ready");
    await eventually(async () => assert.equal(receiver.heard.length - heardBefore, Math.min(retries, 2) + 1));
    receiver.answers.length = 0;
  };
  await attempts(0); // as far as the documents go
  await attempts(5);
  await house.unset();
});
