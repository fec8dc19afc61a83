// The simulator: the account, its API, its playback domain and the test's handles, on one port.

import { accountRoutes } from "./api/account.mjs";
import { derivedRoutes } from "./api/derived.mjs";
import { keyRoutes } from "./api/keys.mjs";
import { liveInputRoutes } from "./api/live-inputs.mjs";
import { notificationRoutes } from "./api/notifications.mjs";
import { outputRoutes } from "./api/outputs.mjs";
import { tusRoutes } from "./api/tus.mjs";
import { uploadRoutes } from "./api/uploads.mjs";
import { videoRoutes } from "./api/videos.mjs";
import { createFaults } from "./control/faults.mjs";
import { createLog } from "./control/log.mjs";
import { controlRoutes } from "./control/routes.mjs";
import { createDoor } from "./http/server.mjs";
import { hookRoutes } from "./media/hooks.mjs";
import { createJobs } from "./media/jobs.mjs";
import { dropPublisher } from "./media/nginx.mjs";
import { takeUp } from "./media/restart.mjs";
import { playbackRoutes } from "./playback/routes.mjs";
import { openStore } from "./store.mjs";
import { removeDue } from "./sweep.mjs";
import { createSwitches } from "./switches.mjs";
import { createSender } from "./webhooks/sender.mjs";
import { whepRoutes } from "./whep/routes.mjs";
import { whipRoutes } from "./whip/routes.mjs";
import { createSessions } from "./whip/sessions.mjs";

const HOST = "127.0.0.1";
const SWEEP_EVERY_MS = 60_000;

/** In this order: names like `keys` come before any video's. */
const ROUTES = [
  ...liveInputRoutes,
  ...outputRoutes,
  ...accountRoutes,
  ...keyRoutes,
  ...uploadRoutes,
  ...derivedRoutes,
  ...videoRoutes,
  ...notificationRoutes,
  ...tusRoutes,
  ...controlRoutes,
  ...hookRoutes,
  ...whipRoutes,
  ...whepRoutes,
  ...playbackRoutes,
];

/**
 * @typedef {object} Settings
 * @property {number} port of everything that is HTTP
 * @property {number} rtmpPort
 * @property {number} ingestHttpPort of nginx, for control
 * @property {string} accountId
 * @property {string} apiToken
 * @property {string} stateDir the account and its videos
 * @property {string} mediaDir where nginx writes
 * @property {object} [switches] other than standard from the start
 *
 * @typedef {ReturnType<typeof assemble>} Simulator
 */

/**
 * Opens the account and listens.
 *
 * @param {Settings} settings
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function openSimulator(settings) {
  const sim = assemble(settings);
  const door = createDoor(sim, ROUTES);
  const listen = () => new Promise((ready) => door.listen(settings.port, HOST, ready));
  const shut = () => {
    const closed = new Promise((done) => door.close(done));
    door.closeAllConnections();
    return closed;
  };
  sim.closeFor = (ms) => shut().then(() => setTimeout(listen, ms));
  takeUp(sim);
  const sweeping = setInterval(removeDue, SWEEP_EVERY_MS, sim);
  await listen();
  const close = async () => {
    sim.store.saveNow(); // at once: a signal that ends us does not wait
    clearInterval(sweeping);
    await sim.whip.closeAll();
    await shut();
  };
  return { url: sim.urls.customer, close };
}

function assemble(settings) {
  const base = `http://${HOST}:${settings.port}`;
  const sim = {
    settings,
    urls: {
      customer: base,
      upload: `${base}/upload`,
      tus: `${base}/tus`,
      rtmp: `rtmp://${HOST}:${settings.rtmpPort}/live/`,
      srt: `srt://${HOST}:778`, // nobody is there
    },
    store: openStore(settings.stateDir),
    switches: createSwitches(settings.switches),
    faults: createFaults(),
    log: createLog(),
    jobs: createJobs(),
    /** @type {Map<string, import("./media/broadcasts.mjs").Broadcast>} by live input */
    broadcasts: new Map(),
    /** @type {Map<string, number>} closed recording files by stream name */
    partsDone: new Map(),
    /** @type {Map<string, Map<string, number>>} by live input: who looked, and when last */
    viewers: new Map(),
    rate: { since: 0, calls: 0 },
    media: { dropPublisher: (name) => dropPublisher(settings.ingestHttpPort, name) },
    closeFor: async (_ms) => {},
  };
  return Object.assign(sim, { sender: createSender(sim), whip: createSessions(sim) });
}
