import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import { sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const guest = await newGuest(url);
const admin = await newAdmin(url);
const server = mediaServer(url);

const ids = (streams) => streams.map((stream) => stream.id);
const listed = async (query, limit) => ids(await everyItem(guest, `/streams?${query}`, limit));
const word = () => `w${randomBytes(6).toString("hex")}`;
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

async function newStreams(owner, count, fields = () => ({})) {
  const streams = [];
  for (let index = 0; index < count; index++) streams.push(await newStream(owner, fields(index)));
  return streams;
}

/** Live, and listed as such. */
async function goLive(...streams) {
  for (const stream of streams) await expect(server.nginx("publish", stream.streamKey, 1), 302);
  await eventually(async () => {
    const live = await listed(`status=live&userId=${streams[0].userId}`);
    for (const { id } of streams) assert.ok(live.includes(id));
  });
}

const end = (owner, { id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);

describe("the list of streams", () => {
  test("has the newest first, each as anyone may see it", async () => {
    const owner = await newUser(url);
    const streams = await newStreams(owner, 3);
    const items = await everyItem(owner, `/streams?userId=${owner.id}`);
    assert.deepEqual(ids(items), ids(streams).reverse());
    for (const item of items) assert.ok(!("streamKey" in item) && !("ingest" in item));
  });

  test("is empty, not missing, where there is nothing", async () => {
    const { items, nextCursor } = await expect(guest.get("/streams?userId=987654321"), 200);
    assert.deepEqual([items, nextCursor], [[], null]);
  });

  test("has 20 items on a page unless the client says otherwise", async () => {
    const owner = await newUser(url);
    await newStreams(owner, 21);
    const first = await expect(guest.get(`/streams?userId=${owner.id}`), 200);
    assert.equal(first.items.length, 20);
    const second = await expect(guest.get(`/streams?userId=${owner.id}&cursor=${first.nextCursor}`), 200);
    assert.deepEqual([second.items.length, second.nextCursor], [1, null]);
  });

  test("is stable page by page while streams are added", async () => {
    const owner = await newUser(url);
    const before = ids(await newStreams(owner, 7)).reverse();
    const seen = [];
    let cursor;
    do {
      const query = `userId=${owner.id}&limit=2${cursor ? `&cursor=${cursor}` : ""}`;
      const page = await expect(guest.get(`/streams?${query}`), 200);
      seen.push(...ids(page.items));
      cursor = page.nextCursor;
      await newStream(owner);
    } while (cursor);
    assert.deepEqual(seen, before);
  });
});

describe("the live ones", () => {
  test("are listed while they are, what began last first, and then among the ended ones", async () => {
    const owner = await newUser(url);
    const [first, second, quiet] = await newStreams(owner, 3);
    await goLive(second);
    await goLive(first);
    assert.deepEqual(await listed(`status=live&userId=${owner.id}`), ids([first, second]));
    assert.deepEqual(await listed(`status=live&userId=${owner.id}`, 1), ids([first, second]));
    assert.deepEqual(await listed(`status=ended&userId=${owner.id}`), [quiet.id]);
    await end(owner, first);
    await end(owner, second);
    await eventually(async () => {
      assert.deepEqual(await listed(`status=live&userId=${owner.id}`), []);
      assert.deepEqual(await listed(`status=ended&userId=${owner.id}`), ids([quiet, second, first]));
    });
  });

  test("have their start and viewers in the list", async () => {
    const owner = await newUser(url);
    const stream = await newStream(owner);
    await goLive(stream);
    for (const client of [5, 6]) await expect(server.nginx("play", stream.name, client), 200);
    await eventually(async () => {
      const [item] = await everyItem(guest, `/streams?status=live&userId=${owner.id}`);
      assert.deepEqual([item.viewerCount, item.peakViewerCount], [2, 2]);
      assert.ok(Date.parse(item.startTime) > 0);
    });
    await end(owner, stream);
  });
});

describe("the upcoming ones", () => {
  test("are those announced for later and not live, the next one first", async () => {
    const owner = await newUser(url);
    const times = [inDays(3), inDays(-1), inDays(1), undefined, inDays(2)];
    const streams = await newStreams(owner, times.length, (index) => ({ scheduledAt: times[index] }));
    const [third, , first, , second] = streams;
    assert.deepEqual(await listed(`status=upcoming&userId=${owner.id}`), ids([first, second, third]));
    assert.deepEqual(await listed(`status=upcoming&userId=${owner.id}`, 1), ids([first, second, third]));
    await goLive(first);
    assert.deepEqual(await listed(`status=upcoming&userId=${owner.id}`), ids([second, third]));
    await end(owner, first);
  });
});

describe("the featured ones", () => {
  test("come first, then the others by their viewers", async () => {
    const owner = await newUser(url);
    const [none, few, many, marked] = await newStreams(owner, 4);
    await expect(admin.put(`/streams/${marked.id}`, { featured: true }), 200);
    await goLive(few, many);
    for (const [stream, clients] of [
      [few, [11]],
      [many, [12, 13]],
    ]) {
      for (const client of clients) await expect(server.nginx("play", stream.name, client), 200);
    }
    const order = ids([marked, many, few, none]);
    await eventually(async () => {
      assert.deepEqual(await listed(`featured=true&userId=${owner.id}`), order);
    });
    assert.deepEqual(await listed(`featured=true&userId=${owner.id}`, 1), order);
    assert.deepEqual(await listed(`featured=true&status=live&userId=${owner.id}`), ids([many, few]));
    for (const stream of [few, many]) await end(owner, stream);
  });
});

describe("a search", () => {
  test("finds words of title and description by their beginning, without regard to case", async () => {
    const owner = await newUser(url);
    const [one, two] = [word(), word()];
    const [both, first] = await newStreams(owner, 2, (index) =>
      index === 0 ? { title: `About ${one.toUpperCase()}!`, description: `and ${two}` } : { title: one },
    );
    for (const [query, found] of [
      [one, [first, both]],
      [one.slice(0, -1), [first, both]],
      [one.toUpperCase(), [first, both]],
      [`${two} ${one}`, [both]],
      [two, [both]],
      [`${one}x`, []],
    ]) {
      assert.deepEqual(await listed(new URLSearchParams({ q: query })), ids(found), query);
    }
  });

  test("finds what is written in other scripts", async () => {
    const owner = await newUser(url);
    const [stream] = await newStreams(owner, 1, () => ({ title: "Ärger in 東京" }));
    for (const q of ["ärger", "ÄRG", "東京"]) {
      assert.deepEqual(await listed(new URLSearchParams({ q, userId: owner.id })), [stream.id], q);
    }
  });

  test("follows a change of title, and a deletion", async () => {
    const owner = await newUser(url);
    const [old, fresh] = [word(), word()];
    const stream = await newStream(owner, { title: old });
    await expect(owner.put(`/streams/${stream.id}`, { title: fresh }), 200);
    assert.deepEqual(await listed(`q=${old}`), []);
    assert.deepEqual(await listed(`q=${fresh}`), [stream.id]);
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    assert.deepEqual(await listed(`q=${fresh}`), []);
  });

  test("takes signs of SQL for what they are", async () => {
    const reply = await guest.get(`/streams?${new URLSearchParams({ q: "a' or 1=1 --%_" })}`);
    await expect(reply, 200);
  });
});

describe("a bad query value is refused", () => {
  for (const [query, fields] of [
    ["status=paused", ["status"]],
    ["status=", ["status"]],
    ["status=LIVE", ["status"]],
    ["featured=yes", ["featured"]],
    ["userId=0", ["userId"]],
    ["userId=-1", ["userId"]],
    ["userId=x", ["userId"]],
    ["userId=99999999999999999999", ["userId"]],
    ["q=", ["q"]],
    ["q=%21%21", ["q"]],
    [`q=${"x".repeat(201)}`, ["q"]],
    ["limit=0", ["limit"]],
    ["limit=101", ["limit"]],
    ["limit=ten", ["limit"]],
    ["cursor=", ["cursor"]],
    ["cursor=abc", ["cursor"]],
    ["status=paused&featured=maybe&limit=0&cursor=abc", ["status", "featured", "limit", "cursor"]],
  ]) {
    test(query.slice(0, 60), async () => {
      await expectProblem(guest.get(`/streams?${query}`), 422, fields);
    });
  }

  test("and so is a cursor of another list, but not an unknown parameter", async () => {
    const owner = await newUser(url);
    await newStreams(owner, 2);
    const { nextCursor } = await expect(guest.get(`/streams?limit=1&userId=${owner.id}&colour=red`), 200);
    await expectProblem(guest.get(`/streams?status=live&cursor=${nextCursor}`), 422, ["cursor"]);
  });
});
