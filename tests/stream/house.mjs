// A simulator for one test file, with short times, and somebody who hears its webhooks.

import { createServer } from "node:http";
import { after } from "node:test";
import { freePorts } from "../../dev/lib/ports.mjs";
import { startStreamSimulator } from "../../dev/lib/stream-simulator.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { client, expect, send } from "../lib/client.mjs";
import { temporaryFolder } from "../lib/worker.mjs";

/** After an encoder left, on top of the input's own time. */
export const HOLD_EXTRA_MS = 300;

/**
 * @param {object} [switches]
 * @param {{stateDir?: string}} [options] with a folder, `stop` is the caller's business
 */
export async function openHouse(switches = {}, { stateDir } = {}) {
  const { folder, remove } = stateDir ? { folder: stateDir, remove: () => {} } : temporaryFolder();
  const [port, rtmpPort, ingestHttpPort] = await freePorts(3);
  const simulator = await startStreamSimulator({
    port,
    rtmpPort,
    ingestHttpPort,
    stateDir: folder,
    switches: { holdExtraMs: HOLD_EXTRA_MS, ...switches },
  });
  const stop = () => simulator.stop().finally(remove);
  if (!stateDir) after(stop);
  return { ...simulator, ...handles(simulator), stop };
}

function handles({ url, apiUrl, apiToken }) {
  const api = client(apiUrl, apiToken);
  const result = async (reply) => (await expect(reply, 200)).result;
  return {
    api,
    result,
    newInput: (fields = {}) => result(api.post("/stream/live_inputs", fields)),
    lookAt: (path) => send(url + path, "GET"),
    fault: (json) => expect(send(`${url}/__faults`, "POST", { json }), 201),
    set: (json) => expect(send(`${url}/__switches`, "PATCH", { json }), 200),
    unset: () => expect(send(`${url}/__switches`, "DELETE"), 200),
    log: () => expect(send(`${url}/__log`, "GET"), 200),
    broadcast: (json) => expect(send(`${url}/__broadcast`, "POST", { json }), 200),
  };
}

/** A setting that every recorded input of these tests has. */
export const RECORDED = { recording: { mode: "automatic" } };

/** The input's newest video, once it is in this state. */
export function videoIn(house, input, state) {
  return waitFor(`a video that is ${state}`, async () => {
    const [video] = await house.result(house.api.get(`/stream/live_inputs/${input.uid}/videos`));
    return video?.status.state === state && video;
  });
}

/** The video, once it is in this state. */
export function untilState(house, { uid }, state) {
  const look = async () => {
    const video = await house.result(house.api.get(`/stream/${uid}`));
    return video.status.state === state && video;
  };
  return waitFor(`the video to be ${state}`, look);
}

/**
 * Hears webhooks, until the tests are through.
 *
 * @returns {Promise<{url: string, heard: {headers: object, body: any, raw: string}[], answers: number[],
 *   next: (what: string, fits: (body: any) => boolean) => Promise<any>}>} `answers` are taken first, then 200
 */
export async function openReceiver() {
  const heard = [];
  const answers = [];
  const server = createServer(async (request, reply) => {
    const chunks = await request.toArray();
    const raw = Buffer.concat(chunks).toString();
    heard.push({ headers: request.headers, raw, body: JSON.parse(raw) });
    reply.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => server.close());
  const next = (what, fits) => waitFor(what, () => heard.find(({ body }) => fits(body)));
  return { url: `http://127.0.0.1:${server.address().port}/hook`, heard, answers, next };
}

/** The account's VOD webhook, and live notifications of every input, both heard by one receiver. */
export async function subscribe(house, { url }, filters = {}) {
  const { secret } = await house.result(house.api.put("/stream/webhook", { notificationUrl: url }));
  const destination = { name: "tests", url, secret: "live-secret" };
  const { id } = await house.result(house.api.post("/alerting/v3/destinations/webhooks", destination));
  const policy = {
    name: "Live Webhook Test",
    alert_type: "stream_live_notifications",
    enabled: true,
    mechanisms: { webhooks: [{ id }] },
    filters,
  };
  await house.result(house.api.post("/alerting/v3/policies", policy));
  return { videoSecret: secret, liveSecret: destination.secret };
}
