// Who is believed: whoever signs, or knows the secret of the URL.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer, noProof, signature, signed, urlSecret } from "../lib/hooks.mjs";
import { nowS } from "../lib/jwt.mjs";
import { newUser } from "../lib/people.mjs";
import { events, look, newStream, state } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);

const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);
const publish = (proof, { streamKey }) => mediaServer(url, proof).plain("on_publish", streamKey);

describe("a sender is believed", () => {
  const t = nowS();
  const both = (body) => ({
    headers: {
      "x-webhook-signature": `${signature(body, { secret: "other" })},${signature(body).split(",")[1]}`,
    },
  });
  for (const [what, proof] of [
    ["for a signature", signed()],
    ["for a signature four minutes old", signed({ t: t - 240 })],
    ["for a signature by a clock that is four minutes ahead", signed({ t: t + 240 })],
    ["for one good signature among several", both],
    ["for the secret in the URL", urlSecret()],
    ["for either, when the other is wrong", (body) => ({ ...urlSecret("wrong")(body), ...signed()(body) })],
    [
      "for the secret, when the signature is old",
      (body) => ({ ...urlSecret()(body), ...signed({ t: 1 })(body) }),
    ],
  ]) {
    test(what, async () => {
      const stream = await newStream(owner);
      await expect(publish(proof, stream), 200);
      assert.equal((await look(owner, stream)).status, "live");
      await end(stream);
    });
  }
});

describe("a sender is not believed, and changes nothing", () => {
  const header = (make) => (body) => ({ headers: { "x-webhook-signature": make(body) } });
  const [tag, time] = [(body) => signature(body).split(",")[1], (body) => signature(body).split(",")[0]];
  for (const [what, proof] of [
    ["without any proof", noProof],
    ["for another secret in the URL", urlSecret("wrong")],
    ["for an empty secret", urlSecret("")],
    ["for the secret's beginning", urlSecret("dev-webhook-secre")],
    ["for a signature with another secret", signed({ secret: "wrong" })],
    ["for a signature with an empty secret", signed({ secret: "" })],
    ["for a signature six minutes old", signed({ t: nowS() - 360 })],
    ["for a signature six minutes ahead", signed({ t: nowS() + 360 })],
    ["for the signature of another body", header(() => signature("{}"))],
    ["for a signature under another time", header((body) => `t=${nowS() - 7},${tag(body)}`)],
    ["for a signature without a time", header(tag)],
    ["for a time without a signature", header(time)],
    ["for half a signature", header((body) => signature(body).slice(0, -32))],
    ["for an empty header", header(() => "")],
    ["for nonsense", header(() => "t=now,v1=zz")],
  ]) {
    test(what, async () => {
      const stream = await newStream(owner);
      await expectProblem(publish(proof, stream), 401);
      assert.equal((await look(owner, stream)).status, "ended");
    });
  }

  test("and learns nothing of a key or a body", async () => {
    const stream = await newStream(owner);
    const server = mediaServer(url, noProof);
    const bodies = [`call=publish&name=${stream.streamKey}`, "call=publish&name=unknown", "garbage"];
    const replies = await Promise.all(bodies.map((body) => server.form(body)));
    const details = await Promise.all(replies.map(async (reply) => (await expectProblem(reply, 401)).detail));
    assert.equal(new Set(details).size, 1);
  });
});

describe("a signed request that comes again", () => {
  /** Sends the very same bytes as often as wished. */
  function recorded(path, body, headers) {
    return () => send(url + path, "POST", { text: body, headers });
  }
  function signedForm(body) {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    return recorded("/webhook/stream-event", body, { ...type, "x-webhook-signature": signature(body) });
  }
  const form = (call, name, client) =>
    signedForm(`app=live&addr=::1&clientid=${client}&call=${call}&name=${name}`);

  test("gets the first answer again, and is noted as a repetition", async () => {
    const stream = await newStream(owner);
    const send = form("publish", stream.streamKey, 1);
    const [first, second] = [await send(), await send()];
    for (const reply of [first, second]) {
      await expect(reply, 302);
      assert.equal(reply.headers.get("location"), stream.name);
    }
    await eventually(async () => {
      const verdicts = (await events(owner, stream)).map((event) => event.verdict);
      assert.deepEqual(verdicts, ["started", "repeated"]);
    });
    await end(stream);
  });

  test("does not bring an ended broadcast back", async () => {
    const stream = await newStream(owner);
    const send = form("publish", stream.streamKey, 1);
    await expect(send(), 302);
    await end(stream);
    const ended = await state(owner, stream);
    await expect(send(), 302);
    assert.deepEqual(await state(owner, stream), ended);
  });

  test("does not end a broadcast a second time", async () => {
    const stream = await newStream(owner);
    const [begin, done] = [form("publish", stream.streamKey, 1), form("publish_done", stream.streamKey, 1)];
    await expect(begin(), 302);
    await expect(done(), 200);
    // Back within the window, under the same client id as before.
    await expect(mediaServer(url).nginx("publish", stream.streamKey, 1), 302);
    const live = await state(owner, stream);
    await expect(done(), 200);
    await expect(begin(), 302);
    assert.deepEqual(await state(owner, stream), live);
    await end(stream);
  });

  test("does not count a viewer twice, nor strike one twice", async () => {
    const stream = await newStream(owner);
    await expect(form("publish", stream.streamKey, 1)(), 302);
    const anonymous = (call) => signedForm(`app=live&call=${call}&name=${stream.name}`);
    const [play, done] = [anonymous("play"), anonymous("play_done")];
    for (const send of [play, play, play]) await expect(send(), 200);
    assert.equal((await look(owner, stream)).viewerCount, 1);
    await expect(mediaServer(url).nginx("play", stream.name, 9), 200);
    for (const send of [done, done, play]) await expect(send(), 200);
    assert.equal((await look(owner, stream)).viewerCount, 1);
    await end(stream);
  });

  test("counts once even when all come at the same time", async () => {
    const stream = await newStream(owner);
    const send = signedForm(`app=live&call=play&name=${stream.name}`);
    await expect(form("publish", stream.streamKey, 1)(), 302);
    await Promise.all(Array.from({ length: 20 }, async () => expect(send(), 200)));
    assert.equal((await look(owner, stream)).viewerCount, 1);
    await end(stream);
  });

  test("that was refused is refused again", async () => {
    const send = form("publish", "no-such-key", 1);
    for (let count = 0; count < 2; count++) await expectProblem(send(), 403);
  });
});
