// Every fault that a test can ask for happens to so many calls that fit, and to no others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { openHouse, openReceiver, RECORDED, subscribe } from "./house.mjs";

const house = await openHouse();

const LIST = "/stream/live_inputs";

test("slow: the answer is late, once", async () => {
  await house.fault({ kind: "slow", ms: 3_000, path: `${LIST}$` });
  const answered = [];
  const ask = async (which) => answered.push([which, (await house.api.get(LIST)).status]);
  const slow = ask("the first");
  const isTaken = async () => assert.deepEqual(await expect(send(`${house.url}/__faults`, "GET"), 200), []);
  await eventually(isTaken);
  await ask("the second");
  await slow;
  assert.deepEqual(answered, [
    ["the second", 200],
    ["the first", 200],
  ]);
});

test("rate_limited: 429 says when to come back, for as many calls as asked for", async () => {
  await house.fault({ kind: "rate_limited", retryAfterS: 7, times: 2 });
  for (let call = 0; call < 2; call += 1) {
    const reply = await house.api.get(LIST);
    await expect(reply, 429);
    assert.equal(reply.headers.get("retry-after"), "7");
  }
  await expect(house.api.get(LIST), 200);
});

test("error: the call is not done, and only a fitting one is hit", async () => {
  await house.fault({ kind: "error", status: 503, method: "POST", path: `${LIST}$` });
  const count = async () => (await house.result(house.api.get(LIST))).liveInputs.length;
  const before = await count();
  await expect(house.api.post(LIST, {}), 503);
  assert.equal(await count(), before);
  await expect(house.api.post(LIST, {}), 200);
});

test("cut: the call is done, and its answer breaks off half-way", async () => {
  const input = await house.newInput();
  await house.fault({ kind: "cut", method: "DELETE" });
  await assert.rejects(house.api.delete(`${LIST}/${input.uid}`));
  await expect(house.api.delete(`${LIST}/${input.uid}`), 404);
});

test("refused: the connection ends without an answer, and the call is not done", async () => {
  const input = await house.newInput();
  await house.fault({ kind: "refused", method: "DELETE" });
  await assert.rejects(house.api.delete(`${LIST}/${input.uid}`));
  await expect(house.api.delete(`${LIST}/${input.uid}`), 200);
});

test("closed: nobody listens for a while", async () => {
  await house.fault({ kind: "closed", ms: 1_500 });
  await eventually(async () => {
    const error = await house.api.get(LIST).then(
      () => undefined,
      (failure) => failure,
    );
    assert.equal(error?.cause?.code, "ECONNREFUSED");
  });
  await eventually(() => expect(house.api.get(LIST), 200));
});

test("wrong_echo: the answer says other settings than it was given", async () => {
  await house.fault({ kind: "wrong_echo", method: "POST", result: { recording: { timeoutSeconds: null } } });
  const input = await house.newInput({ recording: { mode: "automatic", timeoutSeconds: 20 } });
  assert.deepEqual([input.recording.mode, input.recording.timeoutSeconds], ["automatic", null]);
});

/** Connects and disconnects somebody, and waits for what is heard of it. */
async function eventsOf(kinds, count) {
  const receiver = await openReceiver();
  const input = await house.newInput(RECORDED);
  await subscribe(house, receiver, { input_id: [input.uid] });
  await eventually(async () => assert.equal(receiver.heard.length, 1)); // the greeting
  for (const fault of kinds) await house.fault({ path: "/hook", ...fault });
  await house.broadcast({ input: input.uid, action: "connect" });
  await house.broadcast({ input: input.uid, action: "disconnect" });
  const told = () => receiver.heard.flatMap(({ body }) => body.data?.event_type.split(".")[1] ?? []);
  await eventually(async () => assert.equal(told().length, count));
  return told();
}

test("webhook_doubled: the same event comes twice", async () => {
  assert.deepEqual(await eventsOf([{ kind: "webhook_doubled" }], 3), [
    "connected",
    "connected",
    "disconnected",
  ]);
});

test("webhook_reordered: the next event overtakes it", async () => {
  assert.deepEqual(await eventsOf([{ kind: "webhook_reordered" }], 2), ["disconnected", "connected"]);
});

test("webhook_lost: it is never sent", async () => {
  assert.deepEqual(await eventsOf([{ kind: "webhook_lost" }], 1), ["disconnected"]);
  const lost = (await house.log()).filter(({ kind, outcome }) => kind === "webhook" && outcome === "lost");
  assert.equal(lost.length, 1);
});

test("the log counts calls and keeps no secret", async () => {
  await send(`${house.url}/__log`, "DELETE");
  const input = await house.newInput({ meta: { name: "logged" } });
  await house.api.post(`${LIST}/${input.uid}/outputs`, {
    url: "rtmp://a.example/x",
    streamKey: "hidden-key",
  });
  await send(input.webRTC.url, "POST");
  const log = await house.log();
  assert.deepEqual(
    log.map(({ method, path, status }) => [method, path.split("/").slice(-2).join("/"), status]),
    [
      ["POST", "stream/live_inputs", 200],
      ["POST", `${input.uid}/outputs`, 200],
      ["POST", "webRTC/publish", 415],
    ],
  );
  assert.deepEqual(log[0].body, { meta: { name: "logged" } });
  const secrets = ["hidden-key", input.webRTC.url.split("/").at(-3), house.apiToken];
  for (const secret of secrets) assert.ok(!JSON.stringify(log).includes(secret));
});

test("faults can be seen and taken back", async () => {
  await house.fault({ kind: "error", times: 9 });
  assert.equal((await expect(send(`${house.url}/__faults`, "GET"), 200)).length, 1);
  await expect(send(`${house.url}/__faults`, "DELETE"), 200);
  await expect(house.api.get(LIST), 200);
  for (const json of [{ kind: "flood" }, { kind: "slow", times: 0 }, { kind: "slow", path: "(" }]) {
    await expect(send(`${house.url}/__faults`, "POST", { json }), 400);
  }
});
