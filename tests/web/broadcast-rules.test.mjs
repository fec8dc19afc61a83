// What going live from the browser makes of answers, refusals and counts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { captureFaultOf, isFinal, refusalOf } from "../../web/src/studio/broadcast/fault.ts";
import { figuresOf } from "../../web/src/studio/broadcast/statistics.ts";

describe("a refusal", () => {
  for (const [status, fault, isForGood] of [
    [0, "offline", false],
    [400, "unacceptable", true],
    [401, "refused", true],
    [404, "refused", true],
    [406, "unacceptable", true],
    [409, "taken", false],
    [415, "unacceptable", true],
    [422, "unacceptable", true],
    [429, "overloaded", false],
    [500, "overloaded", false],
    [503, "overloaded", false],
  ]) {
    test(`with ${status} is ${fault}, ${isForGood ? "for good" : "for now"}`, () => {
      assert.deepEqual([refusalOf(status), isFinal(refusalOf(status))], [fault, isForGood]);
    });
  }
});

describe("a browser that hands out nothing", () => {
  for (const [name, kind, fault] of [
    ["NotAllowedError", "camera", "denied"],
    ["NotAllowedError", "screen", "notShared"],
    ["SecurityError", "camera", "denied"],
    ["NotFoundError", "camera", "noCamera"],
    ["NotReadableError", "camera", "inUse"],
    ["AbortError", "camera", "inUse"],
    ["NotSupportedError", "screen", "unsupported"],
    ["OverconstrainedError", "camera", "captureFailed"],
  ]) {
    test(`for ${name} of the ${kind} means ${fault}`, () =>
      assert.equal(captureFaultOf(new DOMException("", name), kind), fault));
  }

  test("for something unheard of still means something", () =>
    assert.equal(captureFaultOf("why", "camera"), "captureFailed"));
});

describe("the figures", () => {
  const report = ({ bytesSent = 1_000, packetsLost = 0, ...video } = {}) => [
    { type: "codec" },
    { type: "outbound-rtp", kind: "audio", bytesSent: 500 },
    { type: "outbound-rtp", kind: "video", bytesSent, frameWidth: 1280, frameHeight: 720, ...video },
    { type: "remote-inbound-rtp", kind: "video", packetsLost, roundTripTime: 0.0414 },
  ];
  const shown = (changes, before, atMs) => figuresOf(report(changes), before, atMs)[0];

  test("are those of picture and sound together", () => {
    const [first, count] = figuresOf(report(), null, 1_000);
    assert.deepEqual([first.kilobitsPerS, count], [null, { bytes: 1_500, atMs: 1_000 }]);
    assert.equal(shown({ bytesSent: 251_000 }, count, 3_000).kilobitsPerS, 1_000);
  });

  test("have no bitrate where counting began anew", () =>
    assert.equal(shown({ bytesSent: 10 }, { bytes: 9_999, atMs: 0 }, 2_000).kilobitsPerS, null));

  test("say size and round trip, and nothing where the browser says nothing", () => {
    const { width, height, roundTripMs, framesPerS } = shown();
    assert.deepEqual([width, height, roundTripMs, framesPerS], [1280, 720, 41, null]);
    assert.deepEqual(figuresOf([], null, 0)[0], {
      kilobitsPerS: null,
      width: null,
      height: null,
      framesPerS: null,
      packetsLost: 0,
      roundTripMs: null,
      limit: null,
    });
  });

  test("never count less than no packet as lost", () =>
    assert.equal(shown({ packetsLost: -3 }).packetsLost, 0));

  for (const [reason, limit] of [
    ["bandwidth", "network"],
    ["cpu", "machine"],
    ["none", null],
    ["other", null],
  ]) {
    test(`say what holds back: ${reason}`, () =>
      assert.equal(shown({ qualityLimitationReason: reason }).limit, limit));
  }
});
