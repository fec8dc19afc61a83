// From a publisher's packets to the RTMP that encoders send: ffmpeg reads them from ports of this machine.

import { createSocket } from "node:dgram";
import { freeUdpPairs } from "../../lib/ports.mjs";
import { start } from "../../lib/processes.mjs";

const HOST = "127.0.0.1";
/** A browser changes the size of its picture with the network; what encoders send has one. */
const PICTURE = "fps=30,scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1";
const VIDEO = ["-vf", PICTURE, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"];
const VIDEO_RATE = [
  "-g",
  "60",
  "-pix_fmt",
  "yuv420p",
  "-b:v",
  "2500k",
  "-maxrate",
  "3000k",
  "-bufsize",
  "3000k",
];
const AUDIO = ["-af", "aresample=async=1000", "-c:a", "aac", "-b:a", "128k"];
/** The times of two tracks agree only by when they arrive. */
const INPUT = ["-protocol_whitelist", "data,rtp,udp", "-use_wallclock_as_timestamps", "1"];
const HASTE = ["-fflags", "nobuffer+discardcorrupt", "-analyzeduration", "1000000"];

/**
 * @typedef {object} Relay
 * @property {(kind: string, packet: Buffer) => void} send
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * @param {import("./peer.mjs").Track[]} tracks
 * @param {string} url to publish to
 * @returns {Promise<Relay>}
 */
export async function startRelay(tracks, url) {
  const ports = await freeUdpPairs(tracks.length);
  const program = start("ffmpeg", [
    ...["-hide_banner", "-loglevel", "error", "-nostdin"],
    ...INPUT,
    ...HASTE,
    ...["-f", "sdp", "-i", asAddress(description(tracks, ports))],
    ...["-map", "0:v:0", "-map", "0:a:0?", ...VIDEO, ...VIDEO_RATE, ...AUDIO],
    ...["-f", "flv", url],
  ]);
  const socket = createSocket("udp4").unref();
  const portOf = Object.fromEntries(tracks.map(({ kind }, index) => [kind, ports[index]]));
  let isOpen = true;
  const ended = program.exited.then(() => {
    isOpen = false;
    socket.close();
  });
  return {
    send: (kind, packet) => isOpen && socket.send(packet, portOf[kind], HOST),
    ended,
    stop: program.stop,
  };
}

/** The tracks as ffmpeg wants them told. */
function description(tracks, ports) {
  const media = tracks.map(({ kind, codec, payloadType, parameters }, index) =>
    [
      `m=${kind} ${ports[index]} RTP/AVP ${payloadType}`,
      `a=rtpmap:${payloadType} ${codec}`,
      ...(parameters ? [`a=fmtp:${payloadType} ${parameters}`] : []),
    ].join("\r\n"),
  );
  return ["v=0", `o=- 0 0 IN IP4 ${HOST}`, "s=-", `c=IN IP4 ${HOST}`, "t=0 0", ...media, ""].join("\r\n");
}

const asAddress = (sdp) => `data:application/sdp;base64,${Buffer.from(sdp).toString("base64")}`;
