// What the streamer's pages make of files, people, rules and sessions.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deviceOf } from "../../web/src/studio/account/device.ts";
import { peopleOf, personOf } from "../../web/src/studio/moderation/people.ts";
import { changeOf, draftOf, faultsOf } from "../../web/src/studio/moderation/rules.ts";
import { mayBeVideo, titleOf } from "../../web/src/studio/videos/uploads/check.ts";
import { markOf } from "../../web/src/studio/videos/uploads/mark.ts";
import { rateOf, sampled, secondsLeft } from "../../web/src/studio/videos/uploads/speed.ts";
import { KINDS, video } from "../lib/videos.mjs";

const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

describe("a file", () => {
  for (const kind of Object.keys(KINDS)) {
    test(`may be a video: ${kind}`, () => assert.equal(mayBeVideo(video(kind).subarray(0, 16)), true));
  }

  for (const [what, head] of [
    ["a letter", "Dear friend, thi"],
    ["a page", "<!doctype html>\n"],
    ["a PNG", bytes([0x89], "PNG\r\n", [0x1a, 0x0a, 0, 0, 0, 13], "IHDR")],
    ["a JPEG", bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "JFIF", [0, 1])],
    ["sound", bytes("ID3", [3, 0, 0, 0, 0, 0, 0])],
    ["nothing", ""],
  ]) {
    test(`is no video: ${what}`, () => assert.equal(mayBeVideo(Buffer.from(head)), false));
  }

  for (const [name, title] of [
    ["holiday.mp4", "holiday"],
    ["A walk_in the rain.mp4", "A walk in the rain"],
    ["v1.2 final.webm", "v1.2 final"],
    [".mp4", ".mp4"],
    ["phở\tbò.mkv", "phở bò"],
    [`${"x".repeat(300)}.mp4`, "x".repeat(255)],
  ]) {
    test(`gives its title: ${name.slice(0, 30)}`, () => assert.equal(titleOf(name), title));
  }

  test("has a mark that another does not have", async () => {
    const content = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const same = new Blob([content]);
    const mark = await markOf(new Blob([content]));
    assert.equal(await markOf(same), mark);
    const last = content.slice();
    last[last.length - 1] ^= 1;
    for (const other of [last, content.slice(1), new Uint8Array(3_000_000)]) {
      assert.notEqual(await markOf(new Blob([other])), mark);
    }
    assert.match(await markOf(new Blob(["x"])), /^1-[0-9a-f]{64}$/);
  });
});

describe("the speed of an upload", () => {
  const after = (...samples) => samples.reduce((all, [bytes, atMs]) => sampled(all, { bytes, atMs }), []);

  for (const [what, samples, rate] of [
    ["is not known at first", [], null],
    [
      "is not known within the first second",
      [
        [0, 0],
        [9_000, 500],
      ],
      null,
    ],
    [
      "is that of the time between",
      [
        [0, 0],
        [4_000, 2_000],
      ],
      2_000,
    ],
    [
      "forgets what was long ago",
      [
        [0, 0],
        [10, 10_000],
        [8_010, 18_000],
      ],
      1_000,
    ],
    [
      "begins anew after a step back",
      [
        [0, 0],
        [9_000, 2_000],
        [5_000, 3_000],
      ],
      null,
    ],
  ]) {
    test(what, () => assert.equal(rateOf(after(...samples)), rate));
  }

  test("tells how long the rest takes", () => {
    assert.equal(secondsLeft(10_000, 3_000), 4);
    assert.equal(secondsLeft(10_000, null), null);
    assert.equal(secondsLeft(10_000, 0), null);
  });
});

describe("who is meant", () => {
  const people = peopleOf([
    { userId: 7, username: "Ann" },
    { userId: 8, username: "12" },
    { userId: "guest:abc", username: "visitor" },
    { userId: "guest:def", username: "visitor" },
  ]);
  for (const [text, id] of [
    ["ann", 7],
    [" Ann ", 7],
    ["#9", 9],
    ["9", 9],
    ["12", 8],
    ["#12", 12],
    ["visitor", "guest:def"],
    ["nobody", null],
    ["#0", null],
    ["", null],
  ]) {
    test(`${JSON.stringify(text)} is ${id}`, () => assert.equal(personOf(text, people), id));
  }
});

describe("a room's rules", () => {
  const settings = {
    slowModeSeconds: 0,
    guestsMayChat: false,
    linksAllowed: true,
    blockedWords: ["durian"],
    minAccountAgeSeconds: 0,
  };
  const before = draftOf(settings);

  for (const [seconds, age, ageUnit] of [
    [0, "0", "minutes"],
    [90, "2", "minutes"],
    [7_200, "2", "hours"],
    [86_400, "1", "days"],
    [90_000, "25", "hours"],
  ]) {
    test(`tell an age of ${seconds} s as ${age} ${ageUnit}`, () => {
      const draft = draftOf({ ...settings, minAccountAgeSeconds: seconds });
      assert.deepEqual([draft.age, draft.ageUnit], [age, ageUnit]);
    });
  }

  for (const [what, edit, change] of [
    ["nothing", {}, {}],
    ["slow mode", { slowMode: "30" }, { slowModeSeconds: 30 }],
    ["an emptied slow mode", { slowMode: "" }, { slowModeSeconds: 0 }],
    ["who may write", { guestsMayChat: true }, { guestsMayChat: true }],
    ["the unit alone", { age: "2", ageUnit: "days" }, { minAccountAgeSeconds: 172_800 }],
    ["words", { words: " buy now \n\ndurian\ndurian" }, { blockedWords: ["buy now", "durian"] }],
  ]) {
    test(`are changed by what was edited alone: ${what}`, () =>
      assert.deepEqual(changeOf({ ...before, ...edit }, before), change));
  }

  for (const [edit, faults] of [
    [{}, []],
    [{ slowMode: "21600", age: "365", ageUnit: "days" }, []],
    [{ slowMode: "21601" }, ["slowMode"]],
    [{ slowMode: "-1" }, ["slowMode"]],
    [{ slowMode: "1.5", age: "366", ageUnit: "days" }, ["slowMode", "age"]],
    [{ words: "x".repeat(51) }, ["words"]],
    [{ words: Array.from({ length: 201 }, (_, index) => `word ${index}`).join("\n") }, ["words"]],
  ]) {
    test(`have faults: ${faults.join(", ") || "none"} in ${JSON.stringify(edit).slice(0, 40)}`, () =>
      assert.deepEqual(Object.keys(faultsOf({ ...before, ...edit })), faults));
  }
});

describe("a session's device", () => {
  const mozilla = "Mozilla/5.0";
  for (const [agent, device] of [
    [`${mozilla} (Windows NT 10.0; rv:148.0) Gecko/20100101 Firefox/148.0`, ["Firefox", "Windows"]],
    [`${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 Chrome/146.0 Safari/537.36`, ["Chrome", "Linux"]],
    [`${mozilla} (Windows NT 10.0) Chrome/146.0 Safari/537.36 Edg/146.0`, ["Edge", "Windows"]],
    [`${mozilla} (Linux; Android 16) Chrome/146.0 Mobile Safari/537.36`, ["Chrome", "Android"]],
    [
      `${mozilla} (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile Safari/604.1`,
      ["Safari", "iPhone"],
    ],
    [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15`, ["Safari", "macOS"]],
  ]) {
    test(`is ${device.join(" on ")}`, () =>
      assert.deepEqual(deviceOf(agent), { browser: device[0], system: device[1] }));
  }

  test("is a program, or nothing that is known", () => {
    assert.deepEqual(deviceOf("curl/8.5.0"), { program: "curl" });
    assert.deepEqual(deviceOf("node"), { program: "node" });
    assert.equal(deviceOf(null), null);
    assert.equal(deviceOf(" "), null);
  });
});
