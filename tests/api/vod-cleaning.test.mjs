// What crashes and deletions leave behind: the errands of every minute bring both sides, rows and objects, together.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import { client, expect, send } from "../lib/client.mjs";
import { eventually, sleep } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { d1File, withDatabase } from "../lib/state.mjs";
import { assertAgreement, differences, known, r2File, stored } from "../lib/storage.mjs";
import { MIB, newFile, PART_BYTES, uploader } from "../lib/tus.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const DAY_MS = 86_400_000;
const AGO = new Date(Date.now() - 2 * DAY_MS).toISOString();

const { folder, remove } = temporaryFolder();
const begin = () => start({ ACCESS_TOKEN_SECONDS: "3600" }, { stateDir: folder });
let worker = await begin();
after(() => worker.stop().finally(remove));

const { token } = await newUser(worker.url);
const user = () => client(worker.url, token);
const tus = () => uploader(worker.url, token);

/** Does something to a database, or two, while nobody else has it; everything goes on afterwards. */
async function meanwhile(act, { crash = false } = {}) {
  await (crash ? worker.kill() : worker.stop());
  await act?.({
    d1: (sql, ...values) => withDatabase(d1File(folder), (d1) => d1.prepare(sql).all(...values)),
    r2: (sql, ...values) => withDatabase(r2File(folder), (r2) => r2.prepare(sql).all(...values)),
  });
  worker = await begin();
}

const sweep = () => expect(send(`${worker.url}/cdn-cgi/local/scheduled`, "GET"), 200);
const agreement = () =>
  eventually(async () => {
    await sweep();
    assertAgreement(folder);
  });
const video = async (title) =>
  (await expect(user().get("/vod?limit=100"), 200)).items.find((it) => it.title === title);
const ready = (title) =>
  eventually(async () => {
    const found = await video(title);
    assert.equal(found?.status, "ready");
    return found;
  });

/** The parts of a form with a file that comes as it likes. */
function slowForm(title, pieces) {
  const encoder = new TextEncoder();
  const field = `--b\r\ncontent-disposition: form-data; name="title"\r\n\r\n${title}\r\n`;
  const head = `${field}--b\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n`;
  return ReadableStream.from(
    (async function* () {
      yield encoder.encode(head);
      yield* pieces;
      yield encoder.encode("\r\n--b--\r\n");
    })(),
  );
}
const sendForm = (title, pieces) =>
  send(`${worker.url}/vod/upload`, "POST", {
    token,
    headers: { "content-type": "multipart/form-data; boundary=b" },
    text: slowForm(title, pieces),
    duplex: "half",
  });

/** The first bytes, and then nothing more. */
async function* halting(file, bytes) {
  yield file.bytes(0, bytes);
  await sleep(60_000, undefined, { ref: false });
}

const keyOf = (d1, id) => d1("select objectKey from videos where id = ?", id)[0].objectKey;

/** A finished video by way of a resumable upload. */
async function newVideo(title, length = 6 * MIB) {
  const file = newFile(length);
  const path = await tus().path(length, { title });
  await expect(tus().patch(path, 0, file.bytes()), 204);
  return { ...(await ready(title)), path, file };
}

describe("a crash in the middle of a form", () => {
  for (const [what, bytes] of [
    ["with parts in storage", 12 * MIB],
    ["with nothing stored", 1 * MIB],
  ]) {
    test(`${what} leaves nothing once its time is over`, async () => {
      sendForm("crashed form", halting(newFile(20 * MIB), bytes)).catch(() => {});
      await eventually(async () => assert.equal((await video("crashed form"))?.status, "uploading"));
      await eventually(async () => assert.equal(stored(folder).parts, Math.floor(bytes / PART_BYTES)));
      await sleep(500); // the last of them is noted
      await meanwhile(
        ({ d1 }) => {
          d1("update uploads set expiresAt = ?", AGO);
          d1("update videos set updatedAt = ? where status = 'uploading'", AGO);
        },
        { crash: true },
      );
      await agreement();
      assert.equal(await video("crashed form"), undefined);
    });
  }
});

describe("a form with a large file", () => {
  test("leaves its video alone once the note of its parts is old", async () => {
    const file = newFile(12 * MIB);
    await expect(sendForm("large form", file.pieces()), 201);
    assert.deepEqual(known(folder).uploads, []);
    await agreement();
    assert.equal((await ready("large form")).sha256, file.sha256());
  });

  test("keeps its file even if that note was never taken back", async () => {
    const { id, title } = await ready("large form");
    await meanwhile(({ d1, r2 }) => {
      const [{ upload_id }] = r2(
        "select upload_id from _mf_multipart_parts where object_key = ?",
        keyOf(d1, id),
      );
      d1(
        `insert into uploads (id, videoId, objectKey, storageUpload, partBytes, createdAt, expiresAt)
         select 'a note', id, objectKey, ?1, 5242880, ?2, ?2 from videos where id = ?3`,
        upload_id,
        AGO,
        id,
      );
    });
    await agreement();
    const content = await user().get(`/vod/${(await ready(title)).id}/content`);
    assert.equal(content.status, 200);
  });
});

describe("a crash in the middle of a resumable upload", () => {
  test("leaves what was stored: it goes on", async () => {
    const file = newFile(16 * MIB);
    const path = await tus().path(file.length, { title: "crashed" });
    tus()
      .patch(path, 0, ReadableStream.from(halting(file, 11 * MIB)))
      .catch(() => {});
    await eventually(async () => assert.equal(await tus().offset(path), 10 * MIB));
    await meanwhile(undefined, { crash: true });
    assert.equal(await tus().offset(path), 10 * MIB);
    await expect(tus().patch(path, 10 * MIB, file.bytes(10 * MIB)), 204);
    assert.equal((await ready("crashed")).sha256, file.sha256());
    await agreement();
  });

  test("leaves nothing when nobody goes on with it", async () => {
    const file = newFile(16 * MIB);
    const path = await tus().path(file.length, { title: "forsaken" });
    await expect(tus().patch(path, 0, file.bytes(0, 6 * MIB)), 204);
    await meanwhile(({ d1 }) => d1("update uploads set expiresAt = ? where storageUpload is not null", AGO), {
      crash: true,
    });
    await agreement();
    assert.equal(await video("forsaken"), undefined);
    assert.equal((await tus().head(path)).status, 404);
  });
});

describe("a crash at the end of a resumable upload", () => {
  /** An upload of which all is stored, as it is between any two steps of its end. */
  async function almost(title, change) {
    const it = await newVideo(title);
    await meanwhile(({ d1, r2 }) => {
      const [{ upload_id }] = r2(
        "select upload_id from _mf_multipart_parts p join _mf_multipart_uploads using (upload_id) where object_key = ?",
        keyOf(d1, it.id),
      );
      d1("update videos set status = 'uploading', size = null, sha256 = null where id = ?", it.id);
      d1("update uploads set storageUpload = ? where videoId = ?", upload_id, it.id);
      change({ d1, r2, upload: upload_id, id: it.id });
    });
    return it;
  }
  test("before the object is made of the parts: it is made", async () => {
    const { file, path } = await almost("unmade", ({ r2, upload, d1, id }) => {
      r2("update _mf_multipart_parts set object_key = null where upload_id = ?", upload);
      r2("update _mf_multipart_uploads set state = 0 where upload_id = ?", upload);
      r2("delete from _mf_objects where key = ?", keyOf(d1, id));
    });
    await agreement();
    assert.equal((await ready("unmade")).sha256, file.sha256());
    assert.equal(await tus().offset(path), file.length);
  });

  test("before its row says that it is made: the row says so", async () => {
    const { file } = await almost("unsaid", () => {});
    await agreement();
    assert.equal((await ready("unsaid")).sha256, file.sha256());
  });

  test("before it is looked into: it is looked into", async () => {
    const { id, file } = await newVideo("unseen");
    await meanwhile(({ d1 }) =>
      d1("update videos set status = 'processing', sha256 = null, updatedAt = ? where id = ?", AGO, id),
    );
    await agreement();
    assert.equal((await ready("unseen")).sha256, file.sha256());
  });
});

describe("what is deleted", () => {
  test("goes from storage, even when a crash came between", async () => {
    const { id } = await newVideo("deleted");
    const large = await newVideo("deleted before");
    await expect(user().delete(`/vod/${large.id}`), 204);
    await meanwhile(
      ({ d1 }) => {
        // As it is when the rows are gone and the objects are not yet.
        d1("insert into discarded (objectKey) select objectKey from videos where id = ?", id);
        d1("delete from uploads where videoId = ?", id);
        d1("delete from videos where id = ?", id);
      },
      { crash: true },
    );
    assert.equal(differences(folder).objectsWithoutRows.length, 1);
    await agreement();
  });

  test("goes although something else cannot be removed", async () => {
    const { id } = await newVideo("deleted next");
    await meanwhile(({ d1 }) =>
      d1("insert into discarded (objectKey, storageUpload) values ('videos/x', 'no such id')"),
    );
    await expect(user().delete(`/vod/${id}`), 204);
    await sweep();
    assert.deepEqual(known(folder).discarded, ["videos/x no such id"]);
    await meanwhile(({ d1 }) => d1("delete from discarded"));
    await agreement();
  });

  test("goes with an upload that is under way", async () => {
    const file = newFile(16 * MIB);
    const path = await tus().path(file.length, { title: "deleted early" });
    await expect(tus().patch(path, 0, file.bytes(0, 6 * MIB)), 204);
    await expect(user().delete(`/vod/${(await video("deleted early")).id}`), 204);
    assert.equal((await tus().patch(path, 6 * MIB, file.bytes(6 * MIB))).status, 404);
    await agreement();
  });
});

describe("objects that no row knows", () => {
  test("stay for a day, for their row may be on its way, and then go", async () => {
    const { id } = await newVideo("unknown");
    const half = newFile(9 * MIB);
    const path = await tus().path(half.length, { title: "half" });
    await expect(tus().patch(path, 0, half.bytes(0, 6 * MIB)), 204);
    await meanwhile(({ d1 }) => {
      d1("delete from uploads where videoId = ?", id);
      d1("delete from videos where id = ?", id);
      d1(
        "update uploads set tailKey = 'uploads/' || id || '/' || ? where id = ?",
        randomUUID(),
        path.split("/").pop(),
      );
    });
    await sweep();
    assert.equal(differences(folder).objectsWithoutRows.length, 2);
    await meanwhile(({ d1, r2 }) => {
      r2("update _mf_objects set uploaded = ?", Date.now() - 2 * DAY_MS);
      d1("update uploads set expiresAt = ? where storageUpload is not null", AGO);
    });
    await agreement();
    assert.equal(stored(folder).objects.length, known(folder).objects.length);
  });
});

describe("rows whose object is gone", () => {
  test("say so, and are no videos any more", async () => {
    const { id } = await newVideo("lost");
    await meanwhile(({ d1, r2 }) => {
      const [{ objectKey }] = d1("select objectKey from videos where id = ?", id);
      r2("delete from _mf_multipart_parts where object_key = ?", objectKey);
      r2("delete from _mf_objects where key = ?", objectKey);
    });
    assert.equal(differences(folder).rowsWithoutObjects.length, 1);
    await agreement();
    const lost = await video("lost");
    assert.deepEqual([lost.status, lost.reason], ["failed", "the file is gone"]);
    assert.equal((await user().get(`/vod/${id}/content`)).status, 409);
  });
});
