// What newcomers find: a room with as many messages as a welcome carries.

import { Crowd } from "../lib/crowd.mjs";
import { Speakers } from "../lib/speakers.mjs";

const MESSAGES = 50;

export async function talkABit(options) {
  const crowd = new Crowd(options);
  await crowd.fill(1);
  await crowd.until(() => (crowd.clients[0].seq === undefined ? 1 : 0), "sockets got no welcome");
  const speakers = new Speakers(crowd, 1);
  await speakers.say(MESSAGES);
  await crowd.empty();
}
