// A stream in two qualities, with captions, as a file server has it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { run } from "../../dev/lib/processes.mjs";
import { temporaryFolder } from "./worker.mjs";

const HEIGHTS = [360, 180];
const SECONDS = 12;
const CAPTION = "A caption for whoever cannot hear";

/** Serves it; whatever stands before a file's name in the address is ignored. */
export async function servePlaylists() {
  const { folder, remove } = temporaryFolder();
  for (const height of HEIGHTS) await encode(folder, height);
  writeFileSync(join(folder, "captions.vtt"), `WEBVTT\n\n00:00.000 --> 00:${SECONDS}.000\n${CAPTION}\n`);
  writeFileSync(join(folder, "captions.m3u8"), list(`#EXTINF:${SECONDS},\ncaptions.vtt`));
  writeFileSync(join(folder, "main.m3u8"), main());
  const server = createServer((request, reply) => {
    const file = join(folder, new URL(request.url, "http://files").pathname.split("/").at(-1));
    reply.setHeader("access-control-allow-origin", "*");
    try {
      reply.end(readFileSync(file));
    } catch {
      reply.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/{name}/main.m3u8`,
    caption: CAPTION,
    stop() {
      server.closeAllConnections();
      server.close();
      remove();
    },
  };
}

async function encode(folder, height) {
  mkdirSync(folder, { recursive: true });
  const picture = ["-f", "lavfi", "-i", `testsrc=size=${(height * 16) / 9}x${height}:rate=10`];
  const codec = [
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-g",
    "20",
    "-pix_fmt",
    "yuv420p",
    "-t",
    String(SECONDS),
  ];
  const segments = ["-f", "hls", "-hls_time", "2", "-hls_list_size", "0"];
  await run("ffmpeg", [
    "-loglevel",
    "error",
    "-nostdin",
    ...picture,
    ...codec,
    ...segments,
    join(folder, `${height}.m3u8`),
  ]);
}

const list = (entries) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:${SECONDS}\n#EXT-X-PLAYLIST-TYPE:VOD\n${entries}\n#EXT-X-ENDLIST\n`;

function main() {
  const captions =
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="English",LANGUAGE="en",AUTOSELECT=YES,URI="captions.m3u8"';
  const levels = HEIGHTS.map(
    (height) =>
      `#EXT-X-STREAM-INF:BANDWIDTH=${height * 1_000},RESOLUTION=${(height * 16) / 9}x${height},SUBTITLES="text"\n${height}.m3u8`,
  );
  return ["#EXTM3U", captions, ...levels, ""].join("\n");
}
