// How fast a room fills. Small rooms fill often, with all gone and the server at rest in between.

import { settle } from "../../lib/process.mjs";
import { Crowd } from "../lib/crowd.mjs";
import { startMeter } from "../lib/meter.mjs";
import { talkABit } from "./prepare.mjs";

/** A fill that is not counted: code is compiled, the room is awake. */
const WARM_SOCKETS = 500;
const MAX_FILLS = 20;
/** Until those who left are forgotten. */
const REST_MS = 400;

export async function connect(options) {
  await talkABit(options);
  const crowd = new Crowd({ ...options, follows: false });
  crowd.prepare(options.sockets);
  await fill(crowd, Math.min(options.sockets, WARM_SOCKETS), options.pid);
  const fills = [];
  let secondsLeft = options.measureMs / 1000;
  while (secondsLeft > 0 && fills.length < MAX_FILLS) {
    const measured = await fill(crowd, options.sockets, options.pid);
    fills.push(measured);
    secondsLeft -= measured.seconds;
  }
  return summary(fills, options.sockets);
}

async function fill(crowd, sockets, pid) {
  const stop = startMeter(pid);
  await crowd.fill(sockets);
  const measured = stop();
  await crowd.empty();
  await settle(pid, REST_MS);
  return measured;
}

function summary(fills, sockets) {
  const sum = (of) => fills.reduce((total, fill) => total + of(fill), 0);
  const seconds = sum((fill) => fill.seconds);
  const share = (of) => sum((fill) => of(fill) * fill.seconds) / seconds;
  return {
    connects: (fills.length * sockets) / seconds,
    connectMs: (share((fill) => fill.serverShare) * seconds * 1000) / (fills.length * sockets),
    otherCores: share((fill) => fill.otherCores),
    serverShare: share((fill) => fill.serverShare),
    loadShare: share((fill) => fill.loadShare),
    loopShare: share((fill) => fill.loopShare),
  };
}
