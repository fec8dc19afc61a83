// The Worker's entry: what the platform calls, on bindings that trap when they are told to.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { inRoot } from "../../dev/lib/paths.mjs";

/** Bindings as the build makes them, which note what they are asked for. */
const BINDINGS = `
  export const life = { criticalError: false, instanceId: 0 };
  export const told = [];
  export const next = { fails: null };
  export const __worker_init_state = () => life;
  export const __wbg_reset_state = () => told.push("reset");
  const tell = (...what) => {
    told.push(what.join(" "));
    const { fails } = next;
    next.fails = null;
    if (fails) throw fails;
    return what.join(" ");
  };
  export const fetch = (request, env, context) => tell("fetch", request, env, context);
  export const queue = (batch, env, context) => tell("queue", batch, env, context);
  export const scheduled = (event, env, context) => tell("scheduled", event, env, context);
  class Room {
    constructor(state, env) { this.made = life.instanceId; tell("new", state, env); }
    fetch(request) { return tell("room", this.made, request); }
    alarm() { return tell("alarm", this.made); }
    webSocketMessage(socket, data) { tell("message", this.made, socket, data); }
    webSocketClose(socket, code, reason, wasClean) { tell("close", socket, code, reason, wasClean); }
    webSocketError(socket) { tell("error", socket); }
  }
  export { Room as StreamRoom, Room as RegistrySender };
`;

const folder = mkdtempSync(join(tmpdir(), "liveroom-entry-"));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "package.json"), '{"type":"module"}');
writeFileSync(join(folder, "index.js"), BINDINGS);
copyFileSync(inRoot("src/platform/entry.js"), join(folder, "entry.js"));

const listeners = [];
globalThis.addEventListener = (_, listener) => listeners.push(listener);
// The entry tells of each trap.
console.log = () => {};
console.error = () => {};
const load = (file) => import(pathToFileURL(join(folder, file)).href);
const { told, next, life } = await load("index.js");
const { default: worker, StreamRoom, RegistrySender } = await load("entry.js");
const trap = () => new WebAssembly.RuntimeError("unreachable");

beforeEach(() => {
  told.length = 0;
  next.fails = null;
});

describe("the Worker", () => {
  test("hands each event on with its surroundings, and the outcome back", () => {
    for (const name of ["fetch", "queue", "scheduled"]) {
      assert.equal(worker[name]("a", "b", "c"), `${name} a b c`);
    }
    assert.deepEqual(Object.keys(worker), ["fetch", "queue", "scheduled"]);
  });

  test("begins anew with the event after one that trapped", () => {
    next.fails = trap();
    assert.throws(() => worker.fetch("a"), WebAssembly.RuntimeError);
    worker.fetch("b", "e", "c");
    worker.fetch("c", "e", "c");
    assert.deepEqual(told, ["fetch a  ", "reset", "fetch b e c", "fetch c e c"]);
  });

  test("goes on after what is only an error", () => {
    next.fails = new TypeError("a fault of its own");
    assert.throws(() => worker.fetch("a"), TypeError);
    worker.fetch("b", "e", "c");
    assert.ok(!told.includes("reset"));
  });

  test("hears of a trap in what goes on after an answer", () => {
    for (const listener of listeners) listener({ error: trap() });
    worker.fetch("a", "e", "c");
    assert.equal(told[0], "reset");
  });
});

describe("an object", () => {
  test("is made once and hears everything that the platform tells", () => {
    const room = new StreamRoom("state", "env");
    assert.equal(room.fetch("a"), `room ${life.instanceId} a`);
    room.webSocketMessage("socket", "text");
    room.webSocketClose("socket", 1000, "bye", true);
    room.webSocketError("socket");
    room.alarm();
    const at = life.instanceId;
    assert.deepEqual(told, [
      "new state env",
      `room ${at} a`,
      `message ${at} socket text`,
      "close socket 1000 bye true",
      "error socket",
      `alarm ${at}`,
    ]);
  });

  test("is made anew of what is stored when another trapped", () => {
    const [room, sender] = [new StreamRoom("s1", "e"), new RegistrySender("s2", "e")];
    next.fails = trap();
    assert.throws(() => sender.alarm(), WebAssembly.RuntimeError);
    told.length = 0;
    room.fetch("a");
    room.fetch("b");
    sender.fetch("c");
    const at = life.instanceId;
    assert.deepEqual(told, ["reset", "new s1 e", `room ${at} a`, `room ${at} b`, "new s2 e", `room ${at} c`]);
  });

  test("that could not be made is tried again with the next event", () => {
    next.fails = trap();
    assert.throws(() => new StreamRoom("s", "e"), WebAssembly.RuntimeError);
    told.length = 0;
    new StreamRoom("s", "e").fetch("a");
    assert.deepEqual(told, ["reset", "new s e", `room ${life.instanceId} a`]);
  });
});
