// `make pictures`: takes the pictures of the documents anew, of a platform on which people are.

import { join } from "node:path";
import { client } from "../../dev/lib/api.mjs";
import { publish } from "../../dev/lib/encoder.mjs";
import { inRoot } from "../../dev/lib/paths.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { openBrowser } from "../lib/chat-browser.mjs";
import { PHONE, visit } from "../lib/pages.mjs";
import { PASSWORD } from "../lib/people.mjs";
import { openHouse } from "../media/house.mjs";

const FOLDER = inRoot("docs/pictures");
const SCENE = "gradients=s=1280x720:r=30:n=4:c0=0x1b1740:c1=0x5b54e8:c2=0xe0684b:c3=0xf5d76e:speed=0.015";
const SAID = [
  ["mai", "chào mọi người"],
  ["otto", "first time here, the picture is so clear"],
  ["lan_anh", "where is this?"],
  ["mai", "Đà Lạt, just before sunrise"],
  ["otto", "worth getting up for"],
];
/** For figures and charts to have something to show. */
const AIRED_MS = 25_000;

async function people(url) {
  const register = async (username) => {
    const { accessToken, user } = await client(url).post("/auth/register", { username, password: PASSWORD });
    return [username, { ...client(url, accessToken), token: accessToken, id: user.id, username }];
  };
  return Object.fromEntries(await Promise.all(["mai", "otto", "lan_anh"].map(register)));
}

async function talk(url, streamId, everyone) {
  for (const [name, message] of SAID) {
    const socket = new WebSocket(
      `${url.replace("http", "ws")}/streams/${streamId}/chat?token=${everyone[name].token}`,
    );
    await new Promise((done) => {
      socket.onmessage = ({ data }) => {
        const { type } = JSON.parse(data);
        if (type === "welcome") socket.send(JSON.stringify({ type: "chat_message", message }));
        if (type === "ack") done();
      };
    });
    socket.close();
  }
}

async function take(browser, address, name, { ready, ...options }) {
  const { page, close } = await visit(browser, address, options);
  await ready(page);
  await page.waitForTimeout(1_500); // pictures and fonts
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await close();
}

const SNAPSHOT_EVERY_MS = 5_000;

const untilPlaying = (page) =>
  page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 1);

const untilPictured = (page) =>
  page.waitForFunction(() => (document.querySelector(".thumbnail img")?.naturalWidth ?? 0) > 0);

const [house, browser] = await Promise.all([
  openHouse({}, { snapshotEveryMs: SNAPSHOT_EVERY_MS }),
  openBrowser(),
]);
const { url } = house.worker;
const everyone = await people(url);
const { mai, otto } = everyone;
const later = new Date(Date.now() + 26 * 3_600_000).toISOString();
await mai.post("/streams", { title: "Night market, live", scheduledAt: later });
const stream = await mai.post("/streams", {
  title: "Sunrise over Đà Lạt",
  description: "Four hours of quiet, from the hills.",
});
const encoder = publish(`${stream.ingest.rtmpUrl}/${stream.streamKey}`, SCENE);
await waitFor("the playlist", async () => (await fetch(stream.playback.hls)).ok);
await talk(url, stream.id, everyone);
const watch = `${url}/watch/${stream.id}`;
await take(browser, watch, "watch", { user: otto, ready: untilPlaying });
await take(browser, watch, "watch-phone", {
  user: otto,
  viewport: PHONE,
  colorScheme: "dark",
  ready: untilPlaying,
});
await new Promise((done) => setTimeout(done, AIRED_MS));
const inStudio = (page) => page.getByText("You are live", { exact: true }).waitFor();
await take(browser, `${url}/studio/streams/${stream.id}`, "studio", { user: mai, ready: inStudio });
await waitFor("the snapshot", async () => (await mai.get(`/streams/${stream.id}`)).snapshot);
await take(browser, `${url}/`, "home", { ready: untilPictured });
await encoder.stop();
await browser.close();
await house.close();
