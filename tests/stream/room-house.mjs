// A Worker and its own Stream: the simulator, with its webhooks set up, and somebody who owns rooms there.

import { after } from "node:test";
import { freePorts } from "../../dev/lib/ports.mjs";
import { setUpWebhooks } from "../../dev/lib/stream-account.mjs";
import { startWorker } from "../../dev/lib/worker.mjs";
import { client, expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { newUser } from "../lib/people.mjs";
import { temporaryFolder } from "../lib/worker.mjs";
import { openHouse } from "./house.mjs";

export const LIVE_SECRET = "dev-notification-secret";
const WINDOW_MS = 4_000;

/**
 * @param {{vars?: Record<string, string>, signs?: boolean, switches?: object, onLine?: (line: string) => void,
 *   stateDir?: string}} [options] with a folder, `stop` is the caller's business
 */
export async function openRooms({ vars = {}, signs = false, switches, onLine, stateDir } = {}) {
  const house = await openHouse(switches);
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const { videoSecret } = await setUpWebhooks(house, url, LIVE_SECRET);
  const { folder, remove } = stateDir ? { folder: stateDir, remove: () => {} } : temporaryFolder();
  const settings = {
    port,
    stateDir: folder,
    onLine,
    vars: {
      CLOUDFLARE_ACCOUNT_ID: house.accountId,
      CLOUDFLARE_API_TOKEN: house.apiToken,
      CLOUDFLARE_API_URL: house.apiUrl.replace(/\/accounts\/.*$/, ""),
      CLOUDFLARE_WEBHOOK_AUTH: LIVE_SECRET,
      CLOUDFLARE_WEBHOOK_SECRET: videoSecret,
      RECONNECT_WINDOW_MS: String(WINDOW_MS),
      PROBE_INTERVAL_MS: "1000",
      ...(signs && (await signingKey(house))),
      ...vars,
    },
  };
  let worker = await startWorker(settings);
  const stop = () => worker.stop().finally(remove);
  if (!stateDir) after(stop);
  /** Stops the Worker, does something with what it left, and starts it again. */
  async function meanwhile(act) {
    await worker.stop();
    act(folder);
    worker = await startWorker(settings);
  }
  return { house, url, videoSecret, meanwhile, stop, ...handles(house, url) };
}

async function signingKey(house) {
  const { id, jwk } = await house.result(house.api.post("/stream/keys", {}));
  house.signingJwk = JSON.parse(Buffer.from(jwk, "base64").toString());
  return { CLOUDFLARE_STREAM_KEY_ID: id, CLOUDFLARE_STREAM_KEY_JWK: jwk };
}

function handles(house, url) {
  const anyone = client(url);
  return {
    anyone,
    owner: () => newUser(url),
    /** The clock comes by. */
    sweep: () => expect(send(`${url}/cdn-cgi/local/scheduled`, "GET"), 200),
    create: (owner, fields = {}) => expect(owner.post("/api/create", fields), 201),
    livestream: (sessionId) => anyone.get(`/api/livestream?sessionId=${sessionId}`),
    act: (room, action, more = {}) => house.broadcast({ input: room.SessionID, action, ...more }),
    /** The stream, once it stands so. */
    until: (who, { streamId }, status) =>
      eventually(async () => {
        const stream = await expect(who.get(`/streams/${streamId}`), 200);
        if (stream.status !== status) throw new Error(`the stream is ${stream.status}`);
        return stream;
      }),
    /** The videos of a room's stream, once there are so many that stand so. */
    untilVideos: (who, { streamId }, status, count = 1) =>
      eventually(async () => {
        const { items } = await expect(who.get(`/vod?streamId=${streamId}`), 200);
        const found = items.filter((video) => video.status === status);
        if (found.length !== count)
          throw new Error(`${found.length} videos are ${status}, of ${items.length}`);
        return found;
      }),
    inputs: async () => (await house.result(house.api.get("/stream/live_inputs"))).liveInputs,
  };
}
