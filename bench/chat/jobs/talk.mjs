// A room full of sockets, and some of them talk: first as fast as they are acknowledged, which shows what the room can
// sustain; then at half that pace, which shows how long a message takes to arrive.

import { setTimeout as pause } from "node:timers/promises";
import { median, quantile } from "../../lib/figures.mjs";
import { settle } from "../../lib/process.mjs";
import { Crowd } from "../lib/crowd.mjs";
import { startMeter } from "../lib/meter.mjs";
import { Sampler, spread } from "../lib/sampler.mjs";
import { Speakers } from "../lib/speakers.mjs";
import { checkHistory } from "./history.mjs";

const SAMPLED = 8;

export async function talk(options) {
  const { sockets } = options;
  const crowd = new Crowd(options);
  await crowd.fill(sockets);
  await crowd.until(
    () => crowd.clients.filter(({ seq }) => seq === undefined).length,
    "sockets got no welcome",
  );
  const samplers = spread(crowd.clients, SAMPLED).map((client) => {
    client.sampler = new Sampler();
    return client.sampler;
  });
  const speakers = new Speakers(crowd, Math.max(1, Math.ceil(options.deliveriesInFlight / sockets)));
  const flood = await flooded(crowd, speakers, options);
  const paced = options.withDelay
    ? await atPace(crowd, speakers, samplers, flood.rate / sockets / 2, options)
    : {};
  await check(crowd, speakers, sockets);
  const cut = await crowd.empty();
  return { ...flood, ...paced, cut };
}

async function flooded(crowd, speakers, options) {
  speakers.flood();
  const measured = await measure(crowd, options);
  await speakers.stop();
  // What a flood leaves to be written elsewhere is not what delays a message at half its pace.
  await crowd.unlessFailed(settle(options.pid));
  return measured;
}

async function atPace(crowd, speakers, samplers, messagesASecond, options) {
  speakers.pace(messagesASecond);
  const paced = await measure(crowd, options, () => {
    for (const sampler of samplers) sampler.isTiming = true;
  });
  const delays = samplers.flatMap((sampler) => sampler.delays);
  await speakers.stop();
  if (delays.length === 0)
    throw new Error("no message arrived while delays were taken: --seconds is too short");
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    tick: paced.perFrame > 1.5 ? median(samplers.flatMap((sampler) => sampler.gaps())) : Number.NaN,
    pacedShare: paced.loadShare,
  };
}

/** Warms up, then measures. */
async function measure(crowd, { pid, warmupMs, measureMs }, begin = () => {}) {
  await crowd.unlessFailed(pause(warmupMs));
  begin();
  const stop = startMeter(pid, crowd.counts);
  await crowd.unlessFailed(pause(measureMs));
  return stop();
}

/** That the work was done: all that was said was stored once, in one order, and every socket heard all of it. */
async function check(crowd, speakers, sockets) {
  if (speakers.seq !== speakers.sent) {
    throw new Error(`${speakers.sent} messages were sent, and the last has number ${speakers.seq}`);
  }
  const { deliveries } = crowd.counts;
  if (deliveries !== speakers.sent * sockets) {
    throw new Error(`${speakers.sent} messages for ${sockets} sockets made ${deliveries} deliveries`);
  }
  await checkHistory(crowd, speakers.seq);
}
