// Pictures of what is on air: who may bring one, who sees it, and for how long.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer, noProof, putSnapshot, signed, urlSecret } from "../lib/hooks.mjs";
import { newGuest, newUser, uniqueName } from "../lib/people.mjs";
import { assertAgreement, stored } from "../lib/storage.mjs";
import { events, look, newStream } from "../lib/streams.mjs";
import { picture, video } from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const MAX_BYTES = 524_288;

const { url, stateDir } = await ownWorker();
const [owner, other, guest] = [await newUser(url), await newUser(url), await newGuest(url)];
const server = mediaServer(url);
const jpeg = picture("a.jpg");
const another = jpegOf("mandelbrot");

function jpegOf(source) {
  const filter = ["-f", "lavfi", "-i", `${source}=size=160x90`, "-frames:v", "1", "-f", "mjpeg", "-"];
  return execFileSync("ffmpeg", ["-hide_banner", "-loglevel", "error", ...filter]);
}

const goLive = ({ streamKey }) =>
  expect(server.plain("on_publish", streamKey, { clientId: uniqueName("encoder") }), 200);
const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

async function onAir() {
  const stream = await newStream(owner);
  await goLive(stream);
  return stream;
}

/** A stream on air with a picture, and where that is. */
async function pictured() {
  const stream = await onAir();
  await expect(putSnapshot(url, stream.name, jpeg), 204);
  const { snapshot } = await look(owner, stream);
  return { stream, snapshot };
}

const pathOf = ({ id }) => `/streams/${id}/snapshot`;
const shown = async (address) => Buffer.from(await (await fetch(address)).arrayBuffer());

describe("a picture is taken in", () => {
  for (const [what, proof] of [
    ["for the secret in the URL", urlSecret()],
    ["for a signature of name and picture", signed()],
  ]) {
    test(what, async () => {
      const stream = await onAir();
      await expect(putSnapshot(url, stream.name, jpeg, proof), 204);
      assert.ok((await shown((await look(owner, stream)).snapshot)).equals(jpeg));
    });
  }

  test("under the stream's key as well", async () => {
    const stream = await onAir();
    await expect(putSnapshot(url, stream.streamKey, jpeg), 204);
    assert.ok((await look(owner, stream)).snapshot);
  });

  test("as large as it may be", async () => {
    const stream = await onAir();
    const large = Buffer.concat([jpeg, Buffer.alloc(MAX_BYTES - jpeg.length)]);
    await expect(putSnapshot(url, stream.name, large, signed()), 204);
  });

  test("and is no event", async () => {
    const { stream } = await pictured();
    await eventually(async () => {
      const story = await events(owner, stream);
      assert.deepEqual(
        story.map(({ event }) => event),
        ["on_publish"],
      );
    });
  });
});

describe("a picture is refused", async () => {
  const { stream, snapshot } = await pictured();
  const stays = async () => assert.ok((await shown(snapshot)).equals(jpeg));

  for (const [what, proof] of [
    ["without any proof", noProof],
    ["for another secret", urlSecret("wrong")],
    ["for an old signature", signed({ t: 1 })],
    ["for a signature of the picture alone", (body) => signed()(body.subarray(stream.name.length + 1))],
    ["for the signature of another name", (body) => signed()(Buffer.concat([Buffer.from("x"), body]))],
  ]) {
    test(what, async () => {
      await expectProblem(putSnapshot(url, stream.name, another, proof), 401);
      await stays();
    });
  }

  test("that is no JPEG, whatever is said of it", async () => {
    for (const bytes of ["", "<svg onload=alert(1)>", picture("a.png"), picture("a.webp"), video()]) {
      await expectProblem(putSnapshot(url, stream.name, bytes), 415);
    }
    await stays();
  });

  test("that is too large, with its length and without", async () => {
    const large = Buffer.concat([another, Buffer.alloc(MAX_BYTES)]);
    await expectProblem(putSnapshot(url, stream.name, large), 413);
    const address = `${url}/webhook/snapshot${urlSecret()().query}&name=${stream.name}`;
    await expectProblem(send(address, "PUT", { text: ReadableStream.from([large]), duplex: "half" }), 413);
    await stays();
  });

  test("of a stream that is unknown, and under a key that was rotated", async () => {
    const rotated = await onAir();
    await expect(owner.post(`/streams/${rotated.id}/key/rotate`), 200);
    for (const name of ["0123456789abcdef", "", rotated.streamKey]) {
      const { detail } = await expectProblem(putSnapshot(url, name, jpeg), 403);
      assert.match(detail, /unknown or not valid/);
    }
  });

  test("of a stream that is not on air", async () => {
    const quiet = await newStream(owner);
    await expectProblem(putSnapshot(url, quiet.name, jpeg), 409);
    assert.equal((await look(owner, quiet)).snapshot, null);
  });
});

describe("the picture of a broadcast", () => {
  test("is told of once there is one, in lists too", async () => {
    const stream = await onAir();
    assert.equal((await look(owner, stream)).snapshot, null);
    await expectProblem(owner.get(pathOf(stream)), 404);
    await expect(putSnapshot(url, stream.name, jpeg), 204);
    const { snapshot } = await look(guest, stream);
    assert.ok(snapshot.startsWith(`${url}${pathOf(stream)}?`));
    await eventually(async () => {
      const { items } = await expect(guest.get("/streams?status=live&limit=100"), 200);
      assert.ok(items.find(({ id }) => id === stream.id).snapshot.startsWith(`${url}${pathOf(stream)}?`));
    });
  });

  test("gives way to the next one", async () => {
    const { stream, snapshot } = await pictured();
    const { headers } = await expect200(snapshot);
    await expect(putSnapshot(url, stream.name, another), 204);
    assert.ok((await shown(snapshot)).equals(another));
    const { headers: later } = await expect200(snapshot);
    assert.notEqual(later.get("etag"), headers.get("etag"));
    assert.equal(storedKeys(stream).length, 1);
  });

  test("is sent as what it is, for a short while, and not twice", async () => {
    const { snapshot } = await pictured();
    const { headers } = await expect200(snapshot);
    assert.equal(headers.get("content-type"), "image/jpeg");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("content-length"), String(jpeg.length));
    assert.match(headers.get("cache-control"), /^private, max-age=\d{1,2}$/);
    const again = { headers: { "if-none-match": headers.get("etag") } };
    assert.deepEqual(pick(await send(snapshot, "GET", again)), { status: 304, text: "" });
    assert.deepEqual(pick(await send(snapshot, "HEAD")), { status: 200, text: "" });
  });

  test("is seen by whoever may see the stream, by token or by link", async () => {
    const { stream, snapshot } = await pictured();
    for (const who of [owner, other, guest]) await expect(who.get(pathOf(stream)), 200);
    await expect(send(`${url}${pathOf(stream)}?token=${guest.token}`, "GET"), 200);
    await expectProblem(client(url).get(pathOf(stream)), 401);
    const link = new URL(snapshot);
    link.searchParams.set("signature", "A".repeat(43));
    await expectProblem(send(link.href, "GET"), 403);
    const elsewhere = await onAir();
    link.search = new URL(snapshot).search;
    link.pathname = pathOf(elsewhere);
    await expectProblem(send(link.href, "GET"), 403);
  });

  test("is not there any more when it is over, nor when the next one begins", async () => {
    const { stream, snapshot } = await pictured();
    await end(stream);
    assert.equal((await look(owner, stream)).snapshot, null);
    await expectProblem(send(snapshot, "GET"), 404);
    await goLive(stream);
    assert.equal((await look(owner, stream)).status, "live");
    assert.equal((await look(owner, stream)).snapshot, null);
    await expectProblem(send(snapshot, "GET"), 404);
    await expect(putSnapshot(url, stream.name, another), 204);
    assert.ok((await shown((await look(owner, stream)).snapshot)).equals(another));
  });

  test("goes with its stream", async () => {
    const { stream, snapshot } = await pictured();
    assert.equal(storedKeys(stream).length, 1);
    await end(stream);
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    await expectProblem(send(snapshot, "GET"), 404);
    await expectProblem(putSnapshot(url, stream.name, jpeg), 403);
    await eventually(() => {
      assert.deepEqual(storedKeys(stream), []);
      assertAgreement(stateDir);
    });
  });

  test("of a stream that is not there is not found", async () => {
    await expectProblem(owner.get("/streams/9007199254740991/snapshot"), 404);
  });
});

const pick = ({ status, text }) => ({ status, text });

async function expect200(address) {
  const reply = await send(address, "GET");
  await expect(reply, 200);
  return reply;
}

const storedKeys = ({ id }) =>
  stored(stateDir).objects.filter((key) => key.startsWith("snapshots/") && key.includes(`/${id}.`));
