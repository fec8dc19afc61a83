// What a page does with messages that come late, twice, or not at all.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EMPTY, holeBefore, merged, newest, oldest, trimmed, withDeleted } from "../../web/src/chat/log.ts";
import { changed, retried, settled, unsent } from "../../web/src/chat/pending.ts";

const message = (seq) => ({ seq, message: `number ${seq}`, username: "ann", userId: 1 });
const messages = (...seqs) => seqs.map(message);
const seqs = (log) => log.messages.map(({ seq }) => seq);
const logOf = (...all) => merged(EMPTY, messages(...all));

describe("the log", () => {
  for (const [what, before, more, want] of [
    ["goes on", [4, 5], [6, 7], [4, 5, 6, 7]],
    ["takes each message once", [4, 5], [5, 6, 6], [4, 5, 6]],
    ["takes what is older", [4, 5], [2, 3], [2, 3, 4, 5]],
    ["takes what fills a hole", [1, 2, 5], [3, 4], [1, 2, 3, 4, 5]],
    ["is in order, whatever the order of what comes", [4], [7, 5, 6], [4, 5, 6, 7]],
    ["begins with whatever comes first", [], [50, 51], [50, 51]],
    ["stays as it is without news", [4, 5], [], [4, 5]],
  ]) {
    test(what, () => assert.deepEqual(seqs(merged(logOf(...before), messages(...more))), want));
  }

  test("is the same in whatever pieces and order the messages come", () => {
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    for (let round = 0; round < 50; round += 1) {
      let log = EMPTY;
      for (const seq of [...all, ...all].sort(() => Math.random() - 0.5)) log = merged(log, messages(seq));
      assert.deepEqual(seqs(log), all);
      assert.equal(log.isWhole, true);
    }
  });

  test("is whole once it has the first message", () => {
    assert.equal(logOf(2, 3).isWhole, false);
    assert.equal(merged(logOf(2, 3), messages(1)).isWhole, true);
  });

  test("keeps the place of a deleted message, without its text", () => {
    const log = withDeleted(logOf(1, 2, 3), 2);
    assert.deepEqual(seqs(log), [1, 2, 3]);
    assert.deepEqual([log.messages[1].message, log.messages[1].deleted], ["", true]);
    assert.equal(log.messages[2].message, "number 3");
  });

  test("tells a hole from what simply comes next", () => {
    for (const [before, seq, want] of [
      [[1, 2], 3, null],
      [[1, 2], 2, null],
      [[1, 2], 5, { after: 2, before: 5 }],
      [[], 50, null],
    ]) {
      assert.deepEqual(holeBefore(logOf(...before), seq), want);
    }
  });

  test("forgets what is far up, and knows that it did", () => {
    const long = merged(EMPTY, messages(...Array.from({ length: 2_500 }, (_, index) => index + 1)));
    const log = trimmed(long);
    assert.deepEqual([oldest(log), newest(log), log.isWhole], [501, 2_500, false]);
  });
});

describe("what was said and is not in the log yet", () => {
  const said = [
    { clientId: "a", text: "one" },
    { clientId: "b", text: "two" },
  ];

  test("is sent again until it is acknowledged", () => {
    assert.deepEqual(unsent(said), said);
    assert.deepEqual(
      unsent(changed(said, "a", { seq: 9 })).map(({ clientId }) => clientId),
      ["b"],
    );
  });

  test("stays when it was acknowledged before the messages in front of it came", () => {
    const acknowledged = changed(said, "a", { seq: 9 });
    assert.equal(settled(acknowledged, 7, []).length, 2);
    assert.equal(settled(acknowledged, 9, []).length, 1);
  });

  test("leaves when it comes in under its own mark, acknowledged or not", () => {
    assert.deepEqual(settled(said, 9, [{ ...message(9), clientId: "a" }]), [said[1]]);
  });

  test("waits for its author when it was refused, and is as new when they send it again", () => {
    const refused = changed(said, "b", { refusal: { code: "slow_mode", until: null } });
    assert.deepEqual(unsent(refused), [said[0]]);
    assert.deepEqual(unsent(retried(refused, "b")), said);
  });
});
