// Who sees a video: its owner, everyone when it is public, and whoever has a link that counts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, expect, expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { ownToken } from "../lib/jwt.mjs";
import { newAdmin, newGuest, newUser } from "../lib/people.mjs";
import { newStream } from "../lib/streams.mjs";
import { lasting, newVideo, picture, video } from "../lib/videos.mjs";
import { ownWorker, sharedWorker } from "../lib/worker.mjs";

const url = await sharedWorker();
const [owner, other] = [await newUser(url), await newUser(url)];
const [guest, admin, nobody] = [await newGuest(url), await newAdmin(url), client(url)];
const media = client(url, ownToken({ sub: "recorder", name: "recorder", role: "media" }));

const open = (link) => send(link, "GET", { headers: { range: "bytes=0-9" } });
const hidden = await newVideo(owner, { private: true, title: "hidden" });
const shown = await newVideo(owner, { title: "shown" });
const contentOf = ({ id }) => `/vod/${id}/content`;

describe("a signed link", () => {
  test("opens a private video without a token", async () => {
    await expect(open(hidden.url), 206);
  });

  test("is the same for a while, so that caches know it again", async () => {
    const link = async () => (await expect(owner.get(`/vod/${hidden.id}`), 200)).url;
    await eventually(async () => assert.equal(await link(), await link())); // but for the strike of an hour
    assert.equal(Number(new URL(await link()).searchParams.get("expires")) % 3_600, 0);
  });

  test("counts for at least as long as the setting says, and an hour more at the most", () => {
    const leftS = Number(new URL(hidden.url).searchParams.get("expires")) - Date.now() / 1_000;
    assert.ok(leftS > 21_600 - 60 && leftS <= 21_600 + 3_600, `${leftS} s`);
  });

  for (const [what, change] of [
    ["of which the signature was changed", (link) => link.searchParams.set("signature", "A".repeat(43))],
    ["of which the signature is empty", (link) => link.searchParams.set("signature", "")],
    ["of which the end was changed", (link) => link.searchParams.set("expires", "99999999999")],
    ["without its end", (link) => link.searchParams.delete("expires")],
    ["for another video", (link) => (link.pathname = contentOf(shown))],
    ["for the picture of the video", (link) => (link.pathname = `/vod/${hidden.id}/thumbnail`)],
  ]) {
    test(`${what} opens nothing`, async () => {
      const link = new URL(hidden.url);
      change(link);
      await expectProblem(open(link.href), 403);
    });
  }

  test("without its signature is no link: a token is needed", async () => {
    const link = new URL(hidden.url);
    link.searchParams.delete("signature");
    await expectProblem(open(link.href), 401);
  });

  test("leads nowhere once its video is deleted", async () => {
    const made = await newVideo(owner, { private: true });
    await expect(owner.delete(`/vod/${made.id}`), 204);
    await expectProblem(open(made.url), 404);
  });

  test("of another deployment's secret opens nothing", async () => {
    const settings = { STREAM_KEY_SECRET: "dev-another-stream-key-secret-000000" };
    const elsewhere = await ownWorker(settings);
    const made = await newVideo(await newUser(elsewhere.url), { private: true });
    const link = new URL(made.url);
    const here = new URL(`${url}${link.pathname}${link.search}`);
    here.pathname = contentOf(hidden);
    await expectProblem(open(here.href), 403);
  });
});

describe("a private video", () => {
  test("is not there for anyone but its owner and those who run the place", async () => {
    for (const path of [`/vod/${hidden.id}`, contentOf(hidden)]) {
      for (const who of [owner, admin, media]) await expect(who.get(path), 200);
      for (const who of [other, guest]) await expectProblem(who.get(path), 404);
      await expectProblem(nobody.get(path), 401);
    }
    for (const who of [other, guest]) {
      await expectProblem(who.put(`/vod/${hidden.id}`, { title: "mine" }), 404);
      await expectProblem(who.delete(`/vod/${hidden.id}`), 404);
    }
  });

  test("is played with the token in the address, where a header cannot be set", async () => {
    await expect(open(`${url}${contentOf(hidden)}?token=${owner.token}`), 206);
    await expectProblem(open(`${url}${contentOf(hidden)}?token=${other.token}`), 404);
  });

  test("is there for everyone once it is made public, and for its owner alone once it is not", async () => {
    const made = await newVideo(owner, { private: true });
    await expect(owner.put(`/vod/${made.id}`, { private: false }), 200);
    await expect(guest.get(`/vod/${made.id}`), 200);
    await expect(owner.put(`/vod/${made.id}`, { private: true }), 200);
    await expectProblem(guest.get(`/vod/${made.id}`), 404);
  });
});

describe("a public video", () => {
  test("is there for guests too, but not without a token", async () => {
    for (const who of [owner, other, guest, admin]) {
      assert.equal((await expect(who.get(`/vod/${shown.id}`), 200)).title, "shown");
      await expect(who.get(contentOf(shown)), 200);
    }
    await expectProblem(nobody.get(contentOf(shown)), 401);
  });

  test("is changed and deleted by its owner and those who run the place", async () => {
    for (const who of [other, guest]) {
      await expectProblem(who.put(`/vod/${shown.id}`, { title: "mine" }), 403);
      await expectProblem(who.delete(`/vod/${shown.id}`), 403);
      await expectProblem(who.call("PUT", `/vod/${shown.id}/thumbnail`, { text: "x" }), 403);
    }
    for (const call of [nobody.put(`/vod/${shown.id}`, {}), nobody.delete(`/vod/${shown.id}`)]) {
      await expectProblem(call, 401);
    }
    for (const who of [admin, media]) {
      const made = await newVideo(owner);
      await expect(who.put(`/vod/${made.id}`, { title: "renamed" }), 200);
      await expect(who.delete(`/vod/${made.id}`), 204);
    }
  });
});

describe("a change", () => {
  test("touches what it names and nothing else", async () => {
    const stream = await newStream(owner);
    const made = await newVideo(owner, { title: "before" });
    const change = async (json) => {
      const { updatedAt, ...rest } = await expect(owner.put(`/vod/${made.id}`, json), 200);
      assert.ok(updatedAt >= made.updatedAt);
      return lasting(rest);
    };
    const { updatedAt: _, ...before } = lasting(made);
    const thumbnail = "https://cdn.example/poster.jpg";
    assert.deepEqual(await change({}), before);
    assert.deepEqual(await change({ colour: "red", status: "failed", size: 1 }), before);
    assert.deepEqual(await change({ title: "after" }), { ...before, title: "after" });
    const full = { title: "all", streamId: stream.id, private: true, thumbnail };
    assert.deepEqual(await change(full), { ...before, ...full });
    const cleared = { title: null, streamId: null, private: false, thumbnail: null };
    assert.deepEqual(await change(cleared), { ...before, title: "" });
  });

  test("with bad fields names all of them and changes nothing", async () => {
    const bad = {
      title: "x".repeat(256),
      streamId: "7",
      private: "yes",
      thumbnail: "http://cdn.example/a.jpg",
    };
    await expectProblem(owner.put(`/vod/${shown.id}`, bad), 422, [
      "title",
      "private",
      "streamId",
      "thumbnail",
    ]);
    await expectProblem(owner.put(`/vod/${shown.id}`, { streamId: 9007199254740991 }), 422, ["streamId"]);
    const theirs = await newStream(other);
    await expectProblem(owner.put(`/vod/${shown.id}`, { streamId: theirs.id, title: "no" }), 403);
    await expectProblem(owner.call("PUT", `/vod/${shown.id}`, { text: "{" }), 400);
    assert.equal((await expect(owner.get(`/vod/${shown.id}`), 200)).title, "shown");
  });

  test("of a video that is not there is not found", async () => {
    for (const id of ["9007199254740991", "0", "007", "x"]) {
      await expectProblem(owner.get(`/vod/${id}`), 404);
      await expectProblem(owner.put(`/vod/${id}`, {}), 404);
      await expectProblem(owner.delete(`/vod/${id}`), 404);
    }
  });

  test("is made for a video of a stream that is deleted: it stays, by itself", async () => {
    const stream = await newStream(owner);
    const made = await newVideo(owner, { streamId: stream.id });
    await expect(owner.delete(`/streams/${stream.id}`), 204);
    assert.equal((await expect(owner.get(`/vod/${made.id}`), 200)).streamId, null);
  });
});

describe("a thumbnail", () => {
  const put = (who, id, text, headers) => who.call("PUT", `/vod/${id}/thumbnail`, { text, headers });

  test("may be a JPEG, a PNG or a WebP, by its bytes and not by what is said of it", async () => {
    for (const [name, type] of [
      ["a.jpg", "image/jpeg"],
      ["a.png", "image/png"],
      ["a.webp", "image/webp"],
    ]) {
      const bytes = picture(name);
      const { thumbnail } = await expect(put(owner, shown.id, bytes, { "content-type": "text/html" }), 200);
      const reply = await fetch(thumbnail);
      assert.deepEqual([reply.status, reply.headers.get("content-type")], [200, type]);
      assert.ok(Buffer.from(await reply.arrayBuffer()).equals(bytes));
    }
  });

  test("that is something else, or too large, is refused, and the one before stays", async () => {
    const { thumbnail } = await expect(put(owner, shown.id, picture("a.jpg")), 200);
    for (const text of ["", "<svg onload=alert(1)>", "GIF89a", video()]) {
      await expectProblem(put(owner, shown.id, text, { "content-type": "image/jpeg" }), 415);
    }
    const large = Buffer.concat([picture("a.jpg"), Buffer.alloc(2_097_152)]);
    await expectProblem(put(owner, shown.id, large), 413);
    await expectProblem(
      owner.call("PUT", `/vod/${shown.id}/thumbnail`, { text: ReadableStream.from([large]), duplex: "half" }),
      413,
    );
    const now = await expect(owner.get(`/vod/${shown.id}`), 200);
    assert.equal(lasting(now).thumbnail, lasting({ thumbnail }).thumbnail);
    const kept = await (await fetch(now.thumbnail)).arrayBuffer();
    assert.ok(Buffer.from(kept).equals(picture("a.jpg")));
  });

  test("of a private video is seen as the video is", async () => {
    const { thumbnail } = await expect(put(media, hidden.id, picture("a.jpg")), 200);
    await expect(send(thumbnail, "GET"), 200);
    await expect(owner.get(`/vod/${hidden.id}/thumbnail`), 200);
    await expectProblem(other.get(`/vod/${hidden.id}/thumbnail`), 404);
    await expectProblem(put(other, hidden.id, picture("a.jpg")), 404);
  });

  test("kept elsewhere is an address, and gives way to one that is uploaded", async () => {
    const made = await newVideo(owner);
    const address = "https://cdn.example/poster.jpg";
    await expect(owner.put(`/vod/${made.id}`, { thumbnail: address }), 200);
    const reply = await owner.get(`/vod/${made.id}/thumbnail`);
    assert.deepEqual([reply.status, reply.headers.get("location")], [302, address]);
    const { thumbnail } = await expect(put(owner, made.id, picture("a.png")), 200);
    assert.match(thumbnail, new RegExp(`^${url}/vod/${made.id}/thumbnail\\?`));
  });
});
