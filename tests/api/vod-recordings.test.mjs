// Recordings: one broadcast, one video, whoever tells of it and however often.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { client, expect, expectProblem } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { startFileKeeper } from "../lib/file-keeper.mjs";
import { mediaServer } from "../lib/hooks.mjs";
import { ownToken } from "../lib/jwt.mjs";
import { newGuest, newUser } from "../lib/people.mjs";
import { everyItem, newStream } from "../lib/streams.mjs";
import {
  FILE,
  LAST,
  largeVideo,
  picture,
  rawPart,
  sendForm,
  sendRaw,
  sha256,
  video,
} from "../lib/videos.mjs";
import { ownWorker } from "../lib/worker.mjs";

const keeper = await startFileKeeper({ "/recording.mp4": video(), "/page.mp4": Buffer.from("<html>") });
after(() => keeper.stop());
const { url } = await ownWorker({ VOD_TRUSTED_ORIGINS: keeper.origin });
const server = mediaServer(url);
const owner = await newUser(url);
const [other, guest] = [await newUser(url), await newGuest(url)];
const media = client(url, ownToken({ sub: "recorder", name: "recorder", role: "media" }));

let clients = 0;
const publish = ({ streamKey }) => {
  clients += 1;
  return expect(server.plain("on_publish", streamKey, { clientId: `c${clients}` }), 200);
};
const end = ({ id }) => expect(owner.put(`/streams/${id}`, { status: "ended" }), 200);
const recorded = async ({ name }, more = {}) =>
  (await expect(server.plain("on_record_done", name, { path: "recording.flv", ...more }), 200)).videoId;
const recordingsOf = ({ id }) => everyItem(owner, `/vod?streamId=${id}`);
const playback = ({ id }) => expect(owner.get(`/streams/${id}/playback`), 200);
const fill = (who, id, file = video()) =>
  sendForm(who, [
    ["videoId", String(id)],
    ["file", file],
  ]);

async function onAir() {
  const stream = await newStream(owner, { title: "The show" });
  await publish(stream);
  return stream;
}

/** A broadcast that is over, and the video that is awaited of it. */
async function awaited() {
  const stream = await onAir();
  const id = await recorded(stream);
  await end(stream);
  return { stream, id };
}

describe("a recording that a media server tells of", () => {
  test("is one video of its stream, awaited, whoever tells of it and however often", async () => {
    const stream = await onAir();
    for (let times = 0; times < 2; times += 1) {
      const path = "/data/a.flv";
      await expect(server.nginx("record_done", stream.name, 1, { recorder: "all", path }), 200);
      await expect(server.srs("on_dvr", stream.name, "c1", { file: path }), 200);
      assert.equal(typeof (await recorded(stream)), "number");
      await recorded(stream, { eventId: "e1" });
    }
    await end(stream);
    const id = await recorded(stream);
    const [found, ...more] = await recordingsOf(stream);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [found.id, found.status, found.source, found.userId, found.title, found.url, found.private],
      [id, "processing", "recording", owner.id, "The show", null, false],
    );
  });

  test("of another broadcast is another video", async () => {
    const stream = await onAir();
    const first = await recorded(stream);
    await end(stream);
    await sleep(5);
    await publish(stream);
    const second = await recorded(stream);
    assert.notEqual(second, first);
    assert.deepEqual(
      (await recordingsOf(stream)).map(({ id }) => id),
      [second, first],
    );
  });

  test("late belongs to the broadcast that was on air then", async () => {
    const stream = await onAir();
    await sleep(20);
    const timestamp = new Date().toISOString();
    await sleep(20);
    await end(stream);
    await publish(stream);
    const second = await recorded(stream);
    const first = await recorded(stream, { timestamp });
    assert.notEqual(first, second);
    assert.equal(await recorded(stream, { timestamp, eventId: "again" }), first);
    assert.equal((await recordingsOf(stream)).length, 2);
  });

  test("of a stream that never was on air, or is not there, is no video", async () => {
    const stream = await newStream(owner);
    assert.equal(await recorded(stream), undefined);
    assert.deepEqual(await recordingsOf(stream), []);
    await expectProblem(server.plain("on_record_done", "0123456789abcdef", { path: "a.flv" }), 403);
  });

  test("is for its owner and the media servers to see while it is awaited", async () => {
    const { stream, id } = await awaited();
    for (const who of [owner, media]) {
      const { status, streamId } = await expect(who.get(`/vod/${id}`), 200);
      assert.deepEqual([status, streamId], ["processing", stream.id]);
      await expectProblem(who.get(`/vod/${id}/content`), 409);
    }
    for (const who of [other, guest]) {
      for (const path of [`/vod/${id}`, `/vod/${id}/content`]) await expectProblem(who.get(path), 404);
      await expectProblem(who.delete(`/vod/${id}`), 404);
    }
  });
});

describe("a recording whose file others can fetch", () => {
  test("is ready at once, there", async () => {
    const stream = await onAir();
    const id = await recorded(stream, { path: `${keeper.origin}/recording.mp4` });
    await end(stream);
    const found = await expect(guest.get(`/vod/${id}`), 200);
    assert.deepEqual(
      [found.status, found.source, found.url, found.size, found.contentType],
      ["ready", "recording", `${keeper.origin}/recording.mp4`, video().length, "video/mp4"],
    );
    assert.equal((await playback(stream)).vodId, id);
    keeper.requests.length = 0;
    assert.equal(await recorded(stream, { path: `${keeper.origin}/recording.mp4` }), id);
    assert.deepEqual(keeper.requests, [], "it is known already");
  });

  test("but is no video, or where nobody may go, has failed, and its owner reads why", async () => {
    for (const path of [
      `${keeper.origin}/page.mp4`,
      "https://10.0.0.1/a.mp4",
      "http://media.example.com/a.mp4",
    ]) {
      const stream = await onAir();
      const id = await recorded(stream, { path });
      const { status, reason } = await expect(owner.get(`/vod/${id}`), 200);
      assert.equal(status, "failed");
      assert.match(reason, /address/);
      await expectProblem(guest.get(`/vod/${id}`), 404);
    }
  });
});

describe("an awaited recording", () => {
  test("is filled by the media server, and is then what an ended stream plays", async () => {
    const { stream, id } = await awaited();
    assert.deepEqual(await playback(stream), { status: "ended" });
    const body = { text: picture("thumbnail.jpg") };
    const { thumbnail } = await expect(media.call("PUT", `/vod/${id}/thumbnail`, body), 200);
    const made = await expect(fill(media, id), 201);
    assert.deepEqual(
      [made.id, made.status, made.source, made.userId, made.streamId, made.sha256, made.thumbnail],
      [id, "ready", "recording", owner.id, stream.id, sha256(video()), thumbnail],
    );
    assert.deepEqual(await playback(stream), { status: "ended", vodId: id });
    await expect(guest.get(`/vod/${id}`), 200);
    await publish(stream);
    assert.equal((await playback(stream)).vodId, undefined);
  });

  test("is filled by its stream's owner too, but by nobody else", async () => {
    const { id } = await awaited();
    for (const who of [other, guest]) await expectProblem(fill(who, id), 404);
    await expectProblem(fill(client(url), id), 401);
    await expect(fill(owner, id), 201);
    await expectProblem(fill(other, id), 403);
  });

  test("is filled once", async () => {
    const { id } = await awaited();
    await expect(fill(media, id), 201);
    for (const who of [media, owner]) await expectProblem(fill(who, id, video("browser.webm")), 409);
    assert.equal((await expect(owner.get(`/vod/${id}`), 200)).sha256, sha256(video()));
  });

  test("is awaited again when what came was no video", async () => {
    const { id } = await awaited();
    await expectProblem(fill(media, id, Buffer.from("<html>")), 415);
    assert.equal((await expect(media.get(`/vod/${id}`), 200)).status, "processing");
    await expect(fill(media, id), 201);
  });

  test("needs its id before the file", async () => {
    const { id } = await awaited();
    await expectProblem(
      sendForm(media, [
        ["file", video()],
        ["videoId", String(id)],
      ]),
      403,
    );
    await expectProblem(
      sendForm(owner, [
        ["file", video()],
        ["videoId", String(id)],
      ]),
      422,
      ["videoId"],
    );
  });

  test("that is deleted is not there any more", async () => {
    const { stream, id } = await awaited();
    await expect(fill(media, id), 201);
    await expect(owner.delete(`/vod/${id}`), 204);
    assert.deepEqual(await playback(stream), { status: "ended" });
    await expectProblem(fill(media, id), 404);
  });
});

describe("a second upload of a recording while the first hangs", () => {
  /** An upload that comes as far as `bytes`, and goes on when it is told to. */
  function hanging(id, bytes) {
    let goOn;
    const told = new Promise((resolve) => {
      goOn = resolve;
    });
    const pieces = async function* () {
      yield rawPart('name="videoId"', String(id));
      yield rawPart(FILE, bytes, "");
      await told;
      yield Buffer.from(`\r\n${LAST}`);
    };
    const answer = sendRaw(media, ReadableStream.from(pieces()));
    return { answer, goOn };
  }
  const untilUploading = (id) =>
    eventually(async () => {
      assert.equal((await expect(media.get(`/vod/${id}`), 200)).status, "uploading");
    });
  const large = Buffer.concat([...largeVideo(6 * 1_048_576)]);

  test("takes over", async () => {
    const { id } = await awaited();
    const first = hanging(id, large);
    await untilUploading(id);
    await expect(fill(media, id), 201);
    first.goOn();
    await expectProblem(first.answer, 409);
    const { status, sha256: digest, url: link } = await expect(owner.get(`/vod/${id}`), 200);
    assert.deepEqual([status, digest], ["ready", sha256(video())]);
    const content = Buffer.from(await (await fetch(link)).arrayBuffer());
    assert.ok(content.equals(video()));
  });

  test("is not disturbed by the end of the first", async () => {
    const { id } = await awaited();
    const first = hanging(id, large);
    await untilUploading(id);
    const second = hanging(id, large);
    await sleep(1_000);
    first.goOn();
    await expectProblem(first.answer, 409);
    second.goOn();
    const made = await expect(second.answer, 201);
    const content = Buffer.from(await (await fetch(made.url)).arrayBuffer());
    assert.ok(content.equals(large));
  });
});
