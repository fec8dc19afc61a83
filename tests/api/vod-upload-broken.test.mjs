// Uploads that come to nothing, and that nothing remains of them.

import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { d1File, storedObjects, tablesOf, withDatabase } from "../lib/state.mjs";
import {
  BOUNDARY,
  FILE,
  LAST,
  largeVideo,
  newVideo,
  picture,
  rawPart,
  sendForm,
  sendRaw,
  video,
} from "../lib/videos.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const MIB = 1_048_576;
const MAX_BYTES = 12 * MIB;
/** Fields and boundaries may come on top of the file. */
const BESIDE_BYTES = 524_288;

const { folder, remove } = temporaryFolder();
const startAgain = () => start({ VOD_MAX_BYTES: String(MAX_BYTES) }, { stateDir: folder });
let worker = await startAgain();
after(() => worker.stop().finally(remove));

const { token } = await newUser(worker.url);
/** Keeps their token; only the address changes. */
const owner = { call: (...call) => client(worker.url, token).call(...call) };

const LEAVINGS = ["discarded", "upload_parts", "uploads", "videos"];

const large = (bytes) => Buffer.concat([...largeVideo(bytes)]);
const videos = async () => (await expect(owner.call("GET", "/vod"), 200)).items;
const untilNothingIsLeft = () => eventually(async () => assert.deepEqual(await videos(), []));

/** Sends the beginning of a form, announcing more, and is gone once `when` is true. */
async function breakOff(bytes, when) {
  const body = rawPart(FILE, bytes, "");
  const sending = request(`${worker.url}/vod/upload`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      "content-length": body.length + 1_000_000,
    },
  });
  sending.on("error", () => {});
  sending.write(body);
  await eventually(when);
  const closed = new Promise((resolve) => sending.once("close", resolve));
  sending.destroy();
  await closed;
}

test("a body that breaks off before anything is stored leaves nothing", async () => {
  await breakOff(video().subarray(0, 2_000), async () => {});
  await untilNothingIsLeft();
});

test("a body that breaks off behind parts that are stored leaves nothing", async () => {
  await breakOff(large(11 * MIB), async () => {
    const [{ status }] = await videos();
    assert.equal(status, "uploading");
  });
  await untilNothingIsLeft();
});

test("what is not a video is refused before all of it came", async () => {
  const endless = ReadableStream.from(
    (function* () {
      yield rawPart(FILE, "<!doctype html>", "");
      for (let i = 0; i < 10_000; i += 1) yield Buffer.alloc(65_536, 0x20);
    })(),
  );
  const reply = await sendRaw(owner, endless).catch((error) => error);
  // Whoever goes on sending may lose the connection before the answer.
  if (reply.status) await expectProblem(reply, 415);
  await untilNothingIsLeft();
});

test("a file of the largest size is taken, and one that is a byte larger is not", async () => {
  const made = await newVideo(owner, {}, large(MAX_BYTES));
  assert.equal(made.size, MAX_BYTES);
  await expect(owner.call("DELETE", `/vod/${made.id}`), 204);
  await expectProblem(sendForm(owner, [["file", large(MAX_BYTES + 1)]]), 413);
  await untilNothingIsLeft();
});

test("what announces that it is too large is refused at once, and what does not when it is", async () => {
  const announced = large(MAX_BYTES + BESIDE_BYTES + 1_000);
  await expectProblem(sendForm(owner, [["file", announced]]), 413);
  const pieces = ReadableStream.from([rawPart(FILE, large(MAX_BYTES + 1)), LAST]);
  await expectProblem(sendRaw(owner, pieces), 413);
  await untilNothingIsLeft();
});

test("no row, no object and no part is left of any of them", async () => {
  await worker.stop();
  const tables = tablesOf(d1File(folder)).filter(({ name }) => LEAVINGS.includes(name));
  assert.equal(tables.length, LEAVINGS.length);
  for (const { name, rows } of tables) assert.deepEqual(rows, [], name);
  assert.deepEqual(storedObjects(folder), { whole: [], unfinished: [] });
});

test("but a video that came in parts stays, however long ago that was, and its last picture with it", async () => {
  worker = await startAgain();
  const made = await newVideo(owner, {}, large(6 * MIB));
  for (const name of ["first.png", "second.jpg"]) {
    const body = { text: picture(name) };
    await expect(owner.call("PUT", `/vod/${made.id}/thumbnail`, body), 200);
  }
  await worker.stop();
  const [thumbnail, file, ...more] = storedObjects(folder).whole;
  assert.match(thumbnail, new RegExp(`^thumbnails/${made.id}/.*\\.jpg$`), "the one before is gone");
  assert.match(file, /^videos\//);
  assert.deepEqual(more, []);
  const longAgo = new Date(Date.now() - 7 * 86_400_000).toISOString();
  withDatabase(d1File(folder), (d1) => d1.prepare("update uploads set expiresAt = ?").run(longAgo));
  worker = await startAgain();
  await send(`${worker.url}/cdn-cgi/local/scheduled`, "GET");
  const content = await owner.call("GET", `/vod/${made.id}/content`, { headers: { range: "bytes=0-9" } });
  assert.equal(content.status, 206, content.text);
});
