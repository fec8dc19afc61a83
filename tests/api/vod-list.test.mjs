import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import { lasting, newVideo } from "../lib/videos.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [guest, admin] = [await newGuest(url), await newAdmin(url)];

const ids = (videos) => videos.map((video) => video.id);
const listed = async (who, query, limit) => ids(await everyItem(who, `/vod?${query}`, limit));

async function newVideos(owner, count, fields = () => ({})) {
  const videos = [];
  for (let index = 0; index < count; index++) videos.push(await newVideo(owner, fields(index)));
  return videos;
}

/** A recording that is awaited: a video that is not finished. */
async function awaited(stream) {
  const server = mediaServer(url);
  await expect(server.plain("on_publish", stream.streamKey, { clientId: "c1" }), 200);
  return (await expect(server.plain("on_record_done", stream.name, { path: "a.flv" }), 200)).videoId;
}

describe("the list of videos", () => {
  test("has the newest first, each as it is by itself", async () => {
    const owner = await newUser(url);
    const videos = await newVideos(owner, 3);
    const items = await everyItem(guest, `/vod?userId=${owner.id}`);
    assert.deepEqual(items.map(lasting), videos.toReversed().map(lasting));
  });

  test("is empty, not missing, where there is nothing", async () => {
    const { items, nextCursor } = await expect(guest.get("/vod?userId=987654321"), 200);
    assert.deepEqual([items, nextCursor], [[], null]);
  });

  test("needs a token, a guest's being enough", async () => {
    await expectProblem(client(url).get("/vod"), 401);
    await expect(guest.get("/vod"), 200);
  });

  test("is narrowed by stream, user, status and time", async () => {
    const owner = await newUser(url);
    const [stream, other] = [await newStream(owner), await newStream(owner)];
    const streams = [stream.id, stream.id, other.id];
    const [a, b, c] = await newVideos(owner, 3, (index) => ({ streamId: streams[index] }));
    const d = await newVideo(await newUser(url));
    for (const [query, want] of [
      [`streamId=${stream.id}`, [b, a]],
      [`streamId=${other.id}&userId=${owner.id}`, [c]],
      [`streamId=${other.id}&userId=${d.userId}`, []],
      [`userId=${owner.id}&status=ready`, [c, b, a]],
      [`userId=${owner.id}&status=processing`, []],
      [`userId=${owner.id}&from=${b.createdAt}`, [c, b]],
      [`userId=${owner.id}&to=${b.createdAt}`, [a]],
      [`userId=${owner.id}&from=${b.createdAt}&to=${c.createdAt}`, [b]],
      [`userId=${owner.id}&from=${b.createdAt}&to=${b.createdAt}`, []],
      [`userId=${owner.id}&from=${encodeURIComponent("2026-01-01T00:00:00+02:00")}`, [c, b, a]],
    ]) {
      assert.deepEqual(await listed(guest, query, 1), ids(want), query);
    }
  });

  test("is stable page by page while videos are added and deleted", async () => {
    const owner = await newUser(url);
    const videos = await newVideos(owner, 7, (index) => ({ private: index % 2 === 0 }));
    const seen = [];
    let cursor;
    do {
      const query = `userId=${owner.id}&limit=2${cursor ? `&cursor=${cursor}` : ""}`;
      const page = await expect(owner.get(`/vod?${query}`), 200);
      seen.push(...ids(page.items));
      cursor = page.nextCursor;
      await newVideo(owner);
      // What was seen already moves nothing.
      if (cursor) await expect(owner.delete(`/vod/${page.items[0].id}`), 204);
    } while (cursor);
    assert.deepEqual(seen, ids(videos).reverse());
  });
});

describe("what not everyone may see", () => {
  test("is in the list of its owner alone, in its place", async () => {
    const owner = await newUser(url);
    const stream = await newStream(owner);
    const first = await newVideo(owner, { streamId: stream.id });
    const secret = await newVideo(owner, { streamId: stream.id, private: true });
    const unfinished = await awaited(stream);
    const last = await newVideo(owner, { streamId: stream.id });
    const all = [last.id, unfinished, secret.id, first.id];
    for (const query of [`userId=${owner.id}`, `streamId=${stream.id}`]) {
      for (const limit of [1, 3, 100]) {
        assert.deepEqual(await listed(owner, query, limit), all, query);
        for (const who of [guest, admin, await newUser(url)]) {
          assert.deepEqual(await listed(who, query, limit), [last.id, first.id], query);
        }
      }
    }
    assert.deepEqual(await listed(owner, `userId=${owner.id}&status=processing`), [unfinished]);
    assert.deepEqual(await listed(owner, `userId=${owner.id}&status=ready`), [last.id, secret.id, first.id]);
    const mine = await listed(owner, `limit=100`);
    for (const id of all) assert.ok(mine.includes(id));
  });
});

describe("a bad query value is refused", () => {
  for (const [query, fields] of [
    ["status=lost", ["status"]],
    ["status=", ["status"]],
    ["status=READY", ["status"]],
    ["streamId=0", ["streamId"]],
    ["userId=x", ["userId"]],
    ["userId=99999999999999999999", ["userId"]],
    ["from=yesterday", ["from"]],
    ["to=2026-11-21", ["to"]],
    ["from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z", ["to"]],
    ["limit=0", ["limit"]],
    ["limit=101", ["limit"]],
    ["cursor=", ["cursor"]],
    ["cursor=abc", ["cursor"]],
    [
      "streamId=x&userId=x&status=x&from=x&to=x&limit=x&cursor=x",
      ["streamId", "userId", "status", "from", "to", "limit", "cursor"],
    ],
  ]) {
    test(query, async () => {
      await expectProblem(guest.get(`/vod?${query}`), 422, fields);
    });
  }

  test("and so is a cursor of another list, but not an unknown parameter", async () => {
    const owner = await newUser(url);
    await newStream(owner);
    await newStream(owner);
    const { nextCursor } = await expect(guest.get(`/streams?limit=1&userId=${owner.id}`), 200);
    await expectProblem(guest.get(`/vod?cursor=${nextCursor}`), 422, ["cursor"]);
    await expect(guest.get("/vod?colour=red"), 200);
  });
});
