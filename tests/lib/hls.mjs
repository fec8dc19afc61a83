// A server of HLS playlists, whose pictures move or stand still as a test likes.

import { createServer } from "node:http";

const MOVES_EVERY_MS = 100;

/**
 * `pictures.set(name, "moving" | "still")`; any other name is not found. `asked` counts who looked.
 */
export async function startPlayback() {
  const pictures = new Map();
  const positions = new Map();
  const asked = new Map();
  const timer = setInterval(() => {
    for (const [name, how] of pictures) {
      if (how === "moving") positions.set(name, (positions.get(name) ?? 0) + 1);
    }
  }, MOVES_EVERY_MS);
  const server = createServer((request, reply) => {
    const name = request.url.match(/([^/]+)\.m3u8$/)?.[1];
    asked.set(name, (asked.get(name) ?? 0) + 1);
    if (!pictures.has(name)) return reply.writeHead(404).end();
    reply.end(playlist(positions.get(name) ?? 0));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    pictures,
    asked,
    url: `http://127.0.0.1:${server.address().port}/{name}.m3u8`,
    stop() {
      clearInterval(timer);
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

const playlist = (position) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:${position}\n#EXTINF:1,\n${position}.ts\n`;
