// Resumable uploads whose connections break, and several connections at once.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem, send } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { assertAgreement } from "../lib/storage.mjs";
import { MIB, newFile, PART_BYTES, uploader } from "../lib/tus.mjs";
import { ownWorker } from "../lib/worker.mjs";

const CHUNK_BYTES = 256 * 1024;
const AT_ONCE = 12;

const { url, stateDir } = await ownWorker();
const user = await newUser(url);
const tus = uploader(url, user.token);

async function ready(title, file) {
  await eventually(async () => {
    const { items } = await expect(user.get("/vod?limit=100"), 200);
    const video = items.find((it) => it.title === title);
    assert.equal(video?.status, "ready");
    assert.equal(video.sha256, file.sha256());
  });
}

describe("a connection that breaks", () => {
  for (const announced of [true, false]) {
    test(`leaves what came before, ${announced ? "of a number that was told" : "of an unknown number"}`, async () => {
      const file = newFile(20 * MIB);
      const title = `broken ${announced}`;
      const path = await tus.path(file.length, { title });
      let offset = 0;
      for (const sent of [3 * MIB, 7 * MIB, 100]) {
        const bytes = file.bytes(offset, offset + sent);
        await tus.brokenPatch(path, offset, bytes, announced && { announced: file.length - offset });
        const at = await eventually(async () => {
          const now = await tus.offset(path);
          assert.ok(now > offset + sent - CHUNK_BYTES && now <= offset + sent, `${now} of ${offset + sent}`);
          return now;
        });
        offset = at;
      }
      await expect(tus.patch(path, offset, file.bytes(offset)), 204);
      await ready(title, file);
    });
  }

  test("right after the last byte makes a video all the same", async () => {
    const file = newFile(7 * MIB);
    const path = await tus.path(file.length, { title: "no end" });
    // Without its last chunk such a body is not over, although all of the file is there.
    await tus.brokenPatch(path, 0, file.bytes(), { pauseMs: 1000 });
    await eventually(async () => assert.ok((await tus.offset(path)) > 0));
    const offset = await tus.offset(path);
    if (offset < file.length) await expect(tus.patch(path, offset, file.bytes(offset)), 204);
    await expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200);
    await ready("no end", file);
  });

  test("leaves nothing of what a checksum was to vouch for", async () => {
    const path = await tus.path(8 * MIB);
    const given = { "upload-checksum": `sha1 ${Buffer.alloc(20).toString("base64")}` };
    const bytes = newFile(8 * MIB).bytes(0, 6 * MIB);
    await tus.brokenPatch(path, 0, bytes, { announced: 8 * MIB, given });
    await sleep(1000);
    assert.equal(await tus.offset(path), 0);
  });
});

/** A refusal ends the connection, so that a client that is still sending may not see it. */
const statusOf = (reply) =>
  reply.then(
    ({ status }) => status,
    () => 409,
  );

describe("two connections with one upload", () => {
  test("at once: one brings it, the other is told", async () => {
    const file = newFile(14 * MIB);
    const path = await tus.path(file.length, { title: "twice" });
    const statuses = await Promise.all([1, 2].map(() => statusOf(tus.patch(path, 0, file.stream()))));
    assert.deepEqual(statuses.sort(), [204, 409]);
    await ready("twice", file);
  });

  test("one of them half dead: the newer one counts, whatever the older one still sends", async () => {
    const file = newFile(18 * MIB);
    const path = await tus.path(file.length, { title: "half dead" });
    let goOn;
    const pause = new Promise((done) => {
      goOn = done;
    });
    async function* halting() {
      yield file.bytes(0, 6 * MIB);
      await pause;
      yield Buffer.alloc(12 * MIB); // not what the file has there
    }
    const older = tus.patch(path, 0, ReadableStream.from(halting()));
    const offset = await eventually(async () => {
      const now = await tus.offset(path);
      assert.equal(now, PART_BYTES);
      return now;
    });
    await expect(tus.patch(path, offset, file.bytes(offset, 8 * MIB)), 204);
    goOn();
    assert.equal(await statusOf(older), 409);
    await expect(tus.patch(path, 8 * MIB, file.bytes(8 * MIB)), 204);
    await ready("half dead", file);
  });
});

describe("an upload that expired", () => {
  test("is not there, and is removed with what was stored of it", async () => {
    const file = newFile(8 * MIB);
    const path = await tus.path(file.length, { title: "expired" });
    await expect(tus.patch(path, 0, file.bytes(0, 6 * MIB)), 204);
    const id = path.split("/").pop();
    withDatabase(d1File(stateDir), (d1) =>
      d1
        .prepare("update uploads set expiresAt = ? where id = ?")
        .run(new Date(Date.now() - 1000).toISOString(), id),
    );
    await expectProblem(tus.terminate(path), 404);
    await expectProblem(tus.patch(path, 6 * MIB, ""), 404);
    await expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200);
    await eventually(async () => {
      const { items } = await expect(user.get("/vod?limit=100"), 200);
      assert.ok(!items.some(({ title }) => title === "expired"));
    });
  });
});

describe("more uploads at once than there is room for", () => {
  test("are told to come again, and leave nothing", async () => {
    let goOn;
    const pause = new Promise((done) => {
      goOn = done;
    });
    const file = newFile(400_000);
    async function* halting() {
      yield file.bytes(0, 1000);
      await pause;
      yield file.bytes(1000);
    }
    const paths = [];
    for (let i = 0; i < AT_ONCE; i++) paths.push(await tus.path(file.length, { title: `one of many ${i}` }));
    const replies = paths.map((path) => tus.patch(path, 0, ReadableStream.from(halting())));
    await sleep(1500);
    const before = (await expect(user.get("/vod?limit=100"), 200)).items.length;
    const path = await tus.path(file.length, { title: "too many" });
    const refusal = await tus.patch(path, 0, file.bytes());
    await expectProblem(refusal, 503);
    assert.ok(Number(refusal.headers.get("retry-after")) > 0);
    await expectProblem(
      tus.begin(file.length, { "content-type": "application/offset+octet-stream" }, file.bytes()),
      503,
    );
    assert.equal((await expect(user.get("/vod?limit=100"), 200)).items.length, before + 1);
    goOn();
    for (const reply of replies) await expect(reply, 204);
    await expect(tus.patch(path, 0, file.bytes()), 204);
    await ready("too many", file);
    for (let i = 0; i < AT_ONCE; i++) await ready(`one of many ${i}`, file);
  });

  test("have their room back when their connections break", async () => {
    for (let i = 0; i < 2 * AT_ONCE; i++) {
      const path = await tus.path(1 * MIB);
      await tus.brokenPatch(path, 0, Buffer.alloc(100), { announced: 1 * MIB, pauseMs: 20 });
    }
    const file = newFile(100_000);
    await eventually(async () => {
      const paths = await Promise.all(Array.from({ length: AT_ONCE }, () => tus.path(file.length)));
      const replies = await Promise.all(paths.map((path) => tus.patch(path, 0, file.bytes())));
      assert.deepEqual(
        replies.map(({ status }) => status),
        paths.map(() => 204),
      );
    });
  });
});

test("what is stored in the end is what the rows say", async () => {
  await eventually(async () => {
    await expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200);
    assertAgreement(stateDir);
  });
});
