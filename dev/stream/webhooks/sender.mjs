// Sending webhooks, to each receiver one after the other, with the faults that a test asks for.

import { sleep } from "../../lib/wait.mjs";

const TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Delivery
 * @property {"video" | "live"} channel
 * @property {string} url
 * @property {string} body
 * @property {() => Record<string, string>} headers made anew for each attempt
 * @property {object} subject what it is about, for the log
 */

/** @param {{faults: object, log: object, switches: object}} sim */
export function createSender(sim) {
  /** @type {Map<string, Promise<void>>} the last delivery to each address */
  const last = new Map();
  /** @type {Set<() => void>} deliveries that another one is to overtake */
  const overtaken = new Set();

  function deliver(delivery) {
    const waiting = [...overtaken]; // not those that are held back from here on
    const before = last.get(delivery.url) ?? Promise.resolve();
    const done = before
      .then(() => attempts(sim, delivery))
      .then(() => {
        for (const release of waiting) release();
      });
    last.set(delivery.url, done);
  }

  /** @param {Delivery} delivery */
  function send(delivery) {
    const fault = sim.faults.takeForWebhook(new URL(delivery.url).pathname);
    if (fault?.kind === "webhook_lost") return sim.log.webhook(...described(delivery), { outcome: "lost" });
    if (fault?.kind === "webhook_reordered") return holdBack(delivery, fault.ms);
    deliver(delivery);
    if (fault?.kind === "webhook_doubled") deliver(delivery);
  }

  function holdBack(delivery, longestMs) {
    const release = () => {
      clearTimeout(timer);
      if (overtaken.delete(release)) deliver(delivery);
    };
    const timer = setTimeout(release, longestMs);
    overtaken.add(release);
  }

  return { send };
}

async function attempts(sim, delivery) {
  for (let retriesLeft = sim.switches.webhookRetries; ; retriesLeft -= 1) {
    const outcome = await attempt(delivery);
    sim.log.webhook(...described(delivery), outcome);
    if (outcome.outcome === "delivered" || retriesLeft <= 0) return;
    await sleep(sim.switches.webhookRetryMs);
  }
}

async function attempt({ url, body, headers }) {
  try {
    const { status } = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", ...headers() },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { outcome: status >= 200 && status < 300 ? "delivered" : "refused", status };
  } catch (error) {
    return { outcome: "failed", reason: error.cause?.code ?? error.name };
  }
}

/** Without the query, where receivers may have put a secret. */
const described = ({ channel, url, subject }) => [channel, url.split("?")[0], subject];
