// What the page for admins makes of numbers, and the page of the contract of the document.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { inRoot } from "../../dev/lib/paths.mjs";
import { hourly } from "../../web/src/admin/hourly.ts";
import { ceiling, marks, nearest, runs } from "../../web/src/admin/scale.ts";
import { entries, matches, resolve } from "../../web/src/docs/contract.ts";

const contract = JSON.parse(readFileSync(inRoot("web/public/openapi.json"), "utf8"));
const MINUTE_MS = 60_000;
const point = (at, value) => ({ at, value });

describe("a chart", () => {
  test("ends at a round number above all values", () => {
    for (const [most, want] of [
      [0, 4],
      [4, 4],
      [5, 5],
      [6, 10],
      [11, 20],
      [2_100, 4_000],
      [99_999, 100_000],
    ]) {
      assert.equal(ceiling(most), want, most);
    }
  });

  test("is interrupted where nothing is known", () => {
    const points = [point(0, 1), point(1, 2), point(2, null), point(3, 3), point(5, 4), point(6, 5)];
    const found = runs(points, 1).map((run) => run.map(({ at }) => at));
    assert.deepEqual(found, [[0, 1], [3], [5, 6]]);
    assert.deepEqual(runs([], 1), []);
  });

  test("has few marks of time, at round times", () => {
    const to = Date.UTC(2026, 10, 21, 18, 36);
    for (const minutes of [60, 24 * 60, 7 * 24 * 60]) {
      const found = marks(to - minutes * MINUTE_MS, to, 5);
      assert.ok(found.length >= 2 && found.length <= 6, found.length);
      assert.ok(found.every((at) => at % (5 * MINUTE_MS) === 0 && at <= to));
    }
  });

  test("tells the value that is nearest", () => {
    const points = [point(0, 1), point(10, null), point(20, 3)];
    assert.deepEqual(nearest(points, 12), points[2]);
    assert.deepEqual(nearest(points, -5), points[0]);
    assert.equal(nearest([point(0, null)], 0), undefined);
  });

  test("of a day is read by the hour: the most of its minutes, and all messages", () => {
    const minute = (at, liveStreams, viewers, messages) => ({ at, liveStreams, viewers, messages });
    const items = [
      minute("2026-11-21T18:00:00.000Z", 1, 9, 5),
      minute("2026-11-21T18:59:00.000Z", 2, null, 6),
      minute("2026-11-21T19:00:00.000Z", null, null, 1),
    ];
    assert.deepEqual(hourly(items), [
      minute("2026-11-21T18:00:00.000Z", 2, 9, 11),
      minute("2026-11-21T19:00:00.000Z", null, null, 1),
    ]);
  });
});

describe("the contract", () => {
  test("is read call by call, each with all its parameters", () => {
    const all = entries(contract);
    const names = all.map(({ operationId }) => operationId);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("overrideUpload") && names.includes("getUpload"));
    for (const { path, parameters } of all) {
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        assert.ok(
          parameters.some((it) => it.name === name),
          `${name} of ${path}`,
        );
      }
    }
    const tags = contract.tags.map(({ name }) => name);
    assert.ok(all.every((entry) => entry.tags.every((tag) => tags.includes(tag))));
  });

  test("is searched for all words, wherever they stand", () => {
    const found = (words) =>
      entries(contract)
        .filter((entry) => matches(entry, words))
        .map(({ operationId }) => operationId);
    assert.deepEqual(found("RETRY failures"), ["retryFailure"]);
    assert.deepEqual(found("delete /ops"), ["deleteFailure"]);
    assert.ok(found("").length > 60);
    assert.deepEqual(found("xyzzy"), []);
  });

  test("has references that lead somewhere", () => {
    assert.deepEqual(resolve(contract, { $ref: "#/components/schemas/Id" }), contract.components.schemas.Id);
    assert.deepEqual(resolve(contract, { type: "string" }), { type: "string" });
    assert.deepEqual(resolve(contract, { $ref: "#/components/schemas/None" }), {});
  });
});
