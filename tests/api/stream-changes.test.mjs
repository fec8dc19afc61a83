import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const owner = await newUser(url);
const stranger = await newUser(url);
const guest = await newGuest(url);
const admin = await newAdmin(url);
const server = mediaServer(url);

const change = (who, { id }, fields) => who.put(`/streams/${id}`, fields);

describe("changing a stream", () => {
  test("changes what is named, and leaves the rest", async () => {
    const before = { title: "Old", description: "Long", scheduledAt: "2031-01-01T00:00:00.000Z" };
    const stream = await newStream(owner, { ...before, thumbnail: "https://a.example/1.png" });
    const changed = await expect(change(owner, stream, { title: "New", colour: "red" }), 200);
    assert.deepEqual(
      [changed.title, changed.description, changed.scheduledAt, changed.thumbnail],
      ["New", before.description, before.scheduledAt, "https://a.example/1.png"],
    );
    assert.ok(changed.updatedAt >= stream.updatedAt);
    const seen = await look(stranger, stream);
    assert.equal(seen.title, "New");
  });

  test("clears what is null", async () => {
    const wishes = {
      title: "T",
      description: "D",
      scheduledAt: "2031-01-01T00:00:00Z",
      thumbnail: "https://a.b/c",
    };
    const stream = await newStream(owner, wishes);
    const nulls = { title: null, description: null, scheduledAt: null, thumbnail: null };
    const { title, description, scheduledAt, thumbnail } = await expect(change(owner, stream, nulls), 200);
    assert.deepEqual(
      { title, description, scheduledAt, thumbnail },
      { ...nulls, title: "", description: "" },
    );
  });

  test("with nothing changes nothing", async () => {
    const stream = await newStream(owner, { title: "Same" });
    const same = await expect(change(owner, stream, {}), 200);
    assert.deepEqual([same.title, same.updatedAt], ["Same", stream.updatedAt]);
  });

  test("is its owner's alone", async () => {
    const stream = await newStream(owner, { title: "Mine" });
    for (const who of [stranger, guest, admin]) {
      await expectProblem(change(who, stream, { title: "Yours" }), 403);
      await expectProblem(change(who, stream, { status: "ended" }), 403);
      await expectProblem(who.delete(`/streams/${stream.id}`), 403);
    }
    assert.equal((await look(owner, stream)).title, "Mine");
  });

  for (const [what, fields, bad] of [
    ["a long title", { title: "x".repeat(256) }, ["title"]],
    ["an unknown status", { status: "paused" }, ["status"]],
    ["a number for a flag", { featured: 1 }, ["featured"]],
    ["three bad fields", { title: 1, description: 2, thumbnail: "x" }, ["title", "description", "thumbnail"]],
  ]) {
    test(`names every bad field of ${what}`, async () => {
      await expectProblem(change(owner, await newStream(owner), fields), 422, bad);
    });
  }

  test("of a stream that is not live never changes its status", async () => {
    const stream = await newStream(owner, { title: "Quiet" });
    for (const status of ["live", "ended"]) {
      await expectProblem(change(owner, stream, { status, title: "Loud" }), 409);
    }
    const { title, status } = await look(owner, stream);
    assert.deepEqual([title, status], ["Quiet", "ended"]);
  });
});

describe("featured", () => {
  test("is for an admin to set, and for nobody else", async () => {
    const stream = await newStream(owner);
    for (const who of [owner, stranger, guest]) {
      await expectProblem(change(who, stream, { featured: true }), 403);
    }
    assert.equal((await expect(change(admin, stream, { featured: true }), 200)).featured, true);
    assert.equal((await look(stranger, stream)).featured, true);
    assert.equal((await expect(change(admin, stream, { featured: false }), 200)).featured, false);
  });

  test("does not show an admin the key of another's stream", async () => {
    const stream = await newStream(owner);
    const reply = await change(admin, stream, { featured: true });
    await expect(reply, 200);
    assert.ok(!reply.text.includes(stream.streamKey));
  });

  test("comes with nothing else of another's stream", async () => {
    const stream = await newStream(owner, { title: "Mine" });
    await expectProblem(change(admin, stream, { featured: true, title: "Yours" }), 403);
    const { title, featured } = await look(owner, stream);
    assert.deepEqual([title, featured], ["Mine", false]);
  });
});

describe("deleting a stream", () => {
  test("removes it, its key and its place in lists", async () => {
    const stream = await newStream(owner);
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    for (const path of ["", "/key", "/playback", "/events"]) {
      await expectProblem(owner.get(`/streams/${stream.id}${path}`), 404);
    }
    await expectProblem(owner.delete(`/streams/${stream.id}`), 404);
    const { items } = await expect(owner.get(`/streams?userId=${owner.id}&limit=100`), 200);
    assert.ok(!items.some((item) => item.id === stream.id));
    await expectProblem(server.nginx("publish", stream.streamKey, 1), 403);
  });
});

describe("rotating a key", () => {
  test("gives another one, and the old one lets nobody in", async () => {
    const stream = await newStream(owner);
    const rotated = await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
    assert.notEqual(rotated.streamKey, stream.streamKey);
    assert.equal(rotated.ingest.streamKey, rotated.streamKey);
    assert.deepEqual(await expect(owner.get(`/streams/${stream.id}/key`), 200), rotated);
    await expectProblem(server.nginx("publish", stream.streamKey, 1), 403);
    assert.equal((await look(owner, stream)).status, "ended");
    const accepted = await server.nginx("publish", rotated.streamKey, 2);
    assert.deepEqual([accepted.status, accepted.headers.get("location")], [302, stream.name]);
    await expect(change(owner, stream, { status: "ended" }), 200);
  });

  test("twice leaves the last one valid, even when both are asked for at once", async () => {
    const stream = await newStream(owner);
    const rotate = () => expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
    const keys = (await Promise.all([rotate(), rotate(), rotate()])).map((reply) => reply.streamKey);
    const { streamKey } = await expect(owner.get(`/streams/${stream.id}/key`), 200);
    assert.ok(keys.includes(streamKey));
    for (const key of [stream.streamKey, ...keys.filter((key) => key !== streamKey)]) {
      await expectProblem(server.nginx("publish", key, 1), 403);
    }
    await expect(server.nginx("publish", streamKey, 2), 302);
    await expect(change(owner, stream, { status: "ended" }), 200);
  });
});
