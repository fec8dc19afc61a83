// What failed for good: a message that always fails ends up here, and is put back once its cause is gone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { everyItem } from "../lib/streams.mjs";
import { newVideo } from "../lib/videos.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const { folder, remove } = temporaryFolder();
/** What takes a minute in life takes no time here. */
const begin = () => start({ QUEUE_RETRY_SECONDS: "0", ACCESS_TOKEN_SECONDS: "3600" }, { stateDir: folder });
let worker = await begin();
after(() => worker.stop().finally(remove));

const { token } = await newAdmin(worker.url);
const user = await newUser(worker.url);
const admin = () => client(worker.url, token);
const owner = () => client(worker.url, user.token);

/** Does something to the database while nobody else has it. */
async function meanwhile(...statements) {
  await worker.stop();
  withDatabase(d1File(folder), (d1) => {
    for (const sql of statements) d1.exec(sql);
  });
  worker = await begin();
}

const clock = () => expect(send(`${worker.url}/cdn-cgi/local/scheduled`, "GET"), 200);
const failures = (kind = "job") => everyItem(admin(), `/ops/failures?kind=${kind}`);
const counts = async () => (await expect(admin().get("/ops/failures"), 200)).counts;
const LONG_AGO = "2020-01-01T00:00:00.000Z";

describe("a job that always fails", () => {
  let video;

  before(async () => {
    video = await newVideo(owner(), { title: "stuck" });
    await meanwhile(
      // As if its file had just come, with something in the way of every attempt to make it ready.
      `update videos set status = 'processing', updatedAt = '${LONG_AGO}' where id = ${video.id}`,
      "create trigger stuck before update of status on videos when new.status = 'ready' and new.title = 'stuck' " +
        "begin select raise(abort, 'something is in the way'); end",
    );
    await clock();
  });

  test("is kept with its cause once its queue has given it up", async () => {
    const [failed] = await eventually(async () => {
      const jobs = await failures();
      assert.equal(jobs.length, 1);
      return jobs;
    });
    assert.deepEqual(
      [failed.kind, failed.queue, failed.body, failed.retriedAt],
      ["job", "jobs", { v: 1, task: "finishVideo", videoId: video.id }, null],
    );
    assert.match(failed.cause, /something is in the way/);
    assert.equal((await counts()).job, 1);
    const metrics = await admin().get("/metrics");
    assert.match(metrics.text, /^liveroom_failed_jobs\{queue="jobs"\} 1$/m);
  });

  test("fails again when it is put back too early, as another failure", async () => {
    const [failed] = await failures();
    const marked = await expect(admin().post(`/ops/failures/${failed.id}/retry`), 200);
    assert.ok(marked.retriedAt);
    await expectProblem(admin().post(`/ops/failures/${failed.id}/retry`), 409);
    await eventually(async () => {
      const jobs = await failures();
      assert.deepEqual(
        jobs.map(({ retriedAt }) => retriedAt !== null),
        [false, true],
      );
      assert.match(jobs[0].cause, /something is in the way/);
    });
    assert.equal((await counts()).job, 1);
  });

  test("is done when it is put back once its cause is gone", async () => {
    await meanwhile("drop trigger stuck");
    const [failed, earlier] = await failures();
    await expect(admin().post(`/ops/failures/${failed.id}/retry`), 200);
    await eventually(async () => {
      assert.equal((await expect(owner().get(`/vod/${video.id}`), 200)).status, "ready");
    });
    assert.equal((await counts()).job, 0);
    for (const { id } of [failed, earlier]) await expect(admin().delete(`/ops/failures/${id}`), 204);
    assert.deepEqual(await failures(), []);
    await expectProblem(admin().delete(`/ops/failures/${failed.id}`), 404);
    await expectProblem(admin().post(`/ops/failures/${failed.id}/retry`), 404);
  });
});

describe("a message that nobody understands", () => {
  test("is not tried for ever: it ends here, and lies still", async () => {
    const add = (queue, id, body) =>
      `insert into failed_jobs (queue, messageId, body, failedAt) values ('${queue}', '${id}', '${body}', '${LONG_AGO}')`;
    await meanwhile(
      add("jobs", "a", "no JSON at all"),
      add("reports", "b", '{"v":99}'),
      add("stream-events", "c", "{}"),
    );
    const before = await failures();
    assert.deepEqual(
      before.map(({ queue, body, cause }) => [queue, body, cause]),
      [
        ["stream-events", {}, null],
        ["reports", { v: 99 }, null],
        ["jobs", "no JSON at all", null],
      ],
    );
    for (const { id } of before) await expect(admin().post(`/ops/failures/${id}/retry`), 200);
    // The event is about nothing, so that nothing is to be done; the others come back.
    const again = () => failures().then((all) => all.filter(({ retriedAt }) => retriedAt === null));
    await eventually(async () => assert.equal((await again()).length, 2));
    const back = (await again()).toSorted((a, b) => a.queue.localeCompare(b.queue));
    assert.deepEqual(
      back.map(({ queue, body }) => [queue, body]),
      [
        ["jobs", "no JSON at all"],
        ["reports", { v: 99 }],
      ],
    );
    assert.ok(back.every(({ cause }) => cause));
    await clock();
    // What is older than thirty days is forgotten; these two stay, and no third comes.
    await eventually(async () => assert.deepEqual(await failures(), await again()));
    assert.equal((await failures()).length, 2);
  });
});

describe("the list of failures", () => {
  before(() =>
    meanwhile(
      ...[1, 2, 3].map(
        (number) =>
          "insert into videos (userId, title, status, reason, source, updatedAt) " +
          `select id, 'video ${number}', 'failed', 'the recording never arrived', 'recording', '${LONG_AGO}' ` +
          `from users where username = '${user.username}'`,
      ),
      ...[1, 2].map(
        (number) =>
          "insert into registry_rooms (roomId, sessionId, chainId, contract, wish, reason) values " +
          `('0x${String(number).repeat(64)}', '${"0".repeat(32)}', 1, '0x0', 'live', 'the stream was deleted')`,
      ),
      `insert into discarded (objectKey, since) values ('videos/x', '${LONG_AGO}')`,
      `insert into stream_debris (name, kind, since) values ('x', 'video', '${LONG_AGO}')`,
    ),
  );

  test("has videos and rooms too, each with its cause, page by page", async () => {
    const videos = await failures("video");
    assert.deepEqual(
      videos.map(({ kind, title, cause }) => [kind, title, cause]),
      [3, 2, 1].map((number) => ["video", `video ${number}`, "the recording never arrived"]),
    );
    const rooms = await failures("room");
    assert.equal(rooms.length, 2);
    assert.ok(rooms.every(({ kind, cause }) => kind === "room" && cause === "the stream was deleted"));
    for (const [kind, all] of [
      ["video", videos],
      ["room", rooms],
      ["job", await failures()],
    ]) {
      assert.deepEqual(await everyItem(admin(), `/ops/failures?kind=${kind}`, 1), all, kind);
    }
    const { job, video, room, overdueInStorage, overdueAtStream } = await counts();
    assert.deepEqual([job, video, room, overdueInStorage, overdueAtStream], [2, 3, 2, 1, 1]);
  });

  test("is for admins, and so is all that is done with it", async () => {
    const someone = client(worker.url, user.token);
    const guest = await newGuest(worker.url);
    for (const [method, path] of [
      ["GET", "/ops/failures"],
      ["POST", "/ops/failures/1/retry"],
      ["DELETE", "/ops/failures/1"],
    ]) {
      for (const who of [someone, guest]) await expectProblem(who.call(method, path), 403);
      await expectProblem(send(worker.url + path, method), 401);
    }
  });

  test("refuses what it does not know", async () => {
    for (const [query, fields] of [
      ["kind=upload", ["kind"]],
      ["limit=101&cursor=x", ["limit", "cursor"]],
    ]) {
      await expectProblem(admin().get(`/ops/failures?${query}`), 422, fields);
    }
  });
});
