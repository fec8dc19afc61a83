// A real browser with the stock client in its pages.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";
import { inRoot } from "../../dev/lib/paths.mjs";

const CLIENT = inRoot("node_modules/socket.io-client/dist/socket.io.min.js");
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const PAGE = `<!doctype html><title>chat</title><script src="/client.js"></script><script>
  // What the tests look at: everything that happened on this page.
  window.join = (url, path, token) => {
    const socket = io(url, { path, auth: { token }, reconnectionDelay: 100, reconnectionDelayMax: 500 });
    window.chat = { socket, seqs: [], texts: [], connections: 0, recovered: [], errors: [], transports: [] };
    socket.io.on("open", () => {
      chat.transports.push(socket.io.engine.transport.name);
      socket.io.engine.on("upgrade", (transport) => chat.transports.push(transport.name));
    });
    socket.on("connect", () => {
      chat.connections += 1;
      chat.recovered.push(socket.recovered);
    });
    socket.on("connect_error", (error) => chat.errors.push(error.message));
    socket.on("chat_message", (message) => {
      chat.seqs.push(message.seq);
      chat.texts.push(message.message);
    });
  };
  window.say = (message, clientId) => chat.socket.emitWithAck("chat_message", { message, clientId });
</script>`;

/** Camera, microphone and screen of a machine that has none, slow ones, and nobody who would have to allow them. */
export const FAKE_DEVICES = ["--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream"];

/** @param {string[]} [flags] more of them */
export function openBrowser(flags = []) {
  const executablePath = execFileSync("bash", [inRoot("dev/setup/find-chromium.sh")])
    .toString()
    .trim();
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** Serves the page, from another origin than the Worker's. */
export async function servePage() {
  const files = {
    "/": ["text/html", PAGE],
    "/client.js": ["text/javascript", readFileSync(CLIENT)],
  };
  const server = createServer((request, reply) => {
    const [type, content] = files[request.url] ?? [];
    if (!content) return reply.writeHead(404).end();
    reply.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(content);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
