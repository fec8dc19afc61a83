// nginx-rtmp's /stat: what it says of the streams that it packages.

/** The application that makes HLS. Its streams carry their playback names; elsewhere a name may be a key. */
const APPLICATION = "packager";
/** What a playback name looks like: whatever else is in there is not ours to tell of. */
const PLAYBACK_NAME = /^[0-9a-f]{16}$/;
/** How nginx-rtmp calls itself where it hands a stream on to its own next application. */
const RELAY = "ngx-local-relay";
const LIMIT_MS = 3_000;

/**
 * What was measured, as the webhook takes it; what is undefined was not.
 *
 * @typedef {object} Figures
 * @property {number} [bitrateBps]
 * @property {number} [videoBitrateBps]
 * @property {number} [audioBitrateBps]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [frameRate]
 * @property {string} [videoCodec]
 * @property {string} [audioCodec]
 * @property {number} [droppedFrames] that nginx did not get into the package since the encoder connected
 */

/**
 * Asks for it, and reads it.
 *
 * @param {string} url
 * @param {AbortSignal} stopping
 * @throws when nobody answers, or what cannot be read
 */
export async function lookAtStat(url, stopping) {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LIMIT_MS)]);
  const reply = await fetch(url, { signal }).catch((error) => {
    throw new Error(`/stat found nobody: ${error.cause?.code ?? error.message}`);
  });
  if (!reply.ok) throw new Error(`/stat was answered ${reply.status}`);
  return readStat(await reply.text());
}

/**
 * The streams that are being published, by playback name. Their whole bitrate is for the reader to find from two
 * looks: nginx counts it anew every ten seconds only.
 *
 * @param {string} xml
 * @returns {{name: string, bytesIn: number, figures: Figures}[]}
 * @throws when it cannot be read
 */
export function readStat(xml) {
  const streams = applications(parse(xml)).flatMap(({ name, streams }) =>
    streams.map((stream) => ({ application: name, name: text(stream, "name"), stream })),
  );
  const dropped = droppedOnTheWay(streams);
  return streams
    .filter(({ application, name, stream }) => isOurs(application, name) && child(stream, "publishing"))
    .map(({ name, stream }) => ({
      name,
      bytesIn: number(stream, "bytes_in") ?? 0,
      figures: { ...figures(stream), droppedFrames: dropped.get(name) },
    }));
}

const isOurs = (application, name) => application === APPLICATION && PLAYBACK_NAME.test(name);

function applications(root) {
  const servers = children(root, "server");
  return servers
    .flatMap((server) => children(server, "application"))
    .map((application) => ({
      name: text(application, "name"),
      streams: children(application, "live").flatMap((live) => children(live, "stream")),
    }));
}

/** Frames that the first application dropped instead of handing them on, by playback name. */
function droppedOnTheWay(streams) {
  const relays = streams.flatMap(({ name, stream }) =>
    children(stream, "client")
      .filter((client) => text(client, "flashver") === RELAY)
      .map((client) => [name, number(client, "dropped")]),
  );
  return new Map(relays);
}

function figures(stream) {
  const meta = child(stream, "meta");
  const [video, audio] = [child(meta, "video"), child(meta, "audio")];
  return {
    videoBitrateBps: number(stream, "bw_video") || undefined,
    audioBitrateBps: number(stream, "bw_audio") || undefined,
    width: number(video, "width") || undefined,
    height: number(video, "height") || undefined,
    frameRate: number(video, "frame_rate") || undefined,
    videoCodec: codec(video),
    audioCodec: codec(audio),
  };
}

/** Codec and profile, like `H264 High`. */
const codec = (of) => [text(of, "codec"), text(of, "profile")].filter(Boolean).join(" ") || undefined;

const children = (of, name) => of?.children.filter((element) => element.name === name) ?? [];
const child = (of, name) => children(of, name)[0];
const text = (of, name) => child(of, name)?.text ?? "";

function number(of, name) {
  const value = Number.parseFloat(text(of, name));
  return value >= 0 ? value : undefined;
}

/** Elements and their text: nginx-rtmp writes no attributes that matter, and escapes what encoders say. */
function parse(xml) {
  const root = { name: "", text: "", children: [] };
  const open = [root];
  for (const [, closes, name, isEmpty, words] of xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>|([^<]+)/g)) {
    const inside = open.at(-1);
    if (words !== undefined) inside.text += words.trim();
    else if (closes) leave(open, name);
    else enter(open, inside, name, isEmpty);
  }
  if (open.length !== 1) throw new Error("/stat is cut off");
  return child(root, "rtmp") ?? root;
}

function enter(open, inside, name, isEmpty) {
  const element = { name, text: "", children: [] };
  inside.children.push(element);
  if (!isEmpty) open.push(element);
}

function leave(open, name) {
  if (open.length === 1 || open.pop().name !== name) throw new Error("/stat is no XML");
}
