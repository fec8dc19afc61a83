// What a socket costs that only sits there: how much the server's memory grows with a full, silent room. For a server
// that was just started, because one that was larger before keeps what it had.

import { setTimeout as pause } from "node:timers/promises";
import { residentKb, settle } from "../../lib/process.mjs";
import { Crowd } from "../lib/crowd.mjs";
import { talkABit } from "./prepare.mjs";

/** workerd lets an object hibernate after ten quiet seconds. */
const SLEEP_MS = 14_000;

export async function idle(options) {
  await talkABit(options);
  const crowd = new Crowd({ ...options, follows: false });
  crowd.prepare(options.sockets);
  await settle(options.pid);
  const before = residentKb(options.pid);
  await crowd.fill(options.sockets);
  await crowd.unlessFailed(pause(SLEEP_MS));
  await settle(options.pid);
  const kb = (residentKb(options.pid) - before) / options.sockets;
  await crowd.empty();
  return { kb, loadShare: 0, loopShare: 0 };
}
