// What a viewer is told when a broadcast does not come by WebRTC.

import assert from "node:assert/strict";
import { test } from "node:test";
import { healthOf, refusalOf } from "../../web/src/player/whep-fault.ts";

for (const [status, fault, health] of [
  [0, "offline", "lost"],
  [401, "refused", "failing"],
  [403, "refused", "failing"],
  [404, "absent", "absent"],
  [406, "refused", "failing"],
  [409, "absent", "absent"],
  [410, "absent", "absent"],
  [429, "refused", "failing"],
  [500, "refused", "failing"],
]) {
  test(`a session refused with ${status} is ${fault}, and the picture ${health}`, () => {
    assert.equal(refusalOf(status), fault);
    assert.equal(healthOf(fault), health);
  });
}

test("a connection by which nothing comes has no picture; one that is not found is in the network's way", () => {
  assert.equal(healthOf("silent"), "absent");
  assert.equal(healthOf("blocked"), "blocked");
});
