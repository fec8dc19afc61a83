// What the recorder is told by its environment.

const QUIET_MS = 30_000;
/** The edge takes requests of up to 100 MB on its smaller plans. */
const PIECE_BYTES = 64 * 1024 * 1024;
const SNAPSHOT_EVERY_MS = 30_000;
/** The processor is the media server's, and the Worker is paid by the request. */
const LEAST_SNAPSHOT_EVERY_MS = 1_000;

/**
 * @typedef {object} Settings
 * @property {string} url of the Worker, without a slash at the end
 * @property {string} webhookSecret signs what is told to the webhook
 * @property {{kid: string, secret: string}} [key] signs tokens of our own
 * @property {string} [token] one that was given instead
 * @property {string} issuer `iss` of our own tokens
 * @property {string} audience `aud` of our own tokens
 * @property {string} folder where the media server writes its recordings
 * @property {number} port on loopback, where the media server says that one is complete
 * @property {string} ffmpeg the program; ffprobe stands beside it
 * @property {number} quietMs a file that did not grow for so long is complete, even if nobody said so
 * @property {number} pieceBytes a larger video is brought in pieces of this size
 * @property {string} [statUrl] where nginx-rtmp tells its figures; without it nothing is measured
 * @property {string} [hlsUrl] where HLS plays, with `{name}`; without it, or without the former, no pictures are taken
 * @property {number} snapshotEveryMs how often one is taken of each broadcast
 */

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 * @throws when one is missing or cannot be read; the message names it and never its value
 */
export function readSettings(env) {
  const needed = (name) => env[name] || fail(`${name} is not set`);
  if (!env.LIVEROOM_TOKEN && !env.JWT_SECRETS) fail("neither JWT_SECRETS nor LIVEROOM_TOKEN is set");
  return {
    url: needed("LIVEROOM_URL").replace(/\/+$/, ""),
    webhookSecret: needed("WEBHOOK_SECRET").split(",")[0].trim(),
    token: env.LIVEROOM_TOKEN,
    key: env.LIVEROOM_TOKEN ? undefined : firstKey(env.JWT_SECRETS),
    issuer: env.TOKEN_ISSUER || "liveroom",
    audience: env.TOKEN_AUDIENCE || "liveroom",
    folder: needed("RECORDINGS_DIR"),
    port: whole("PORT", needed("PORT")),
    ffmpeg: env.FFMPEG || "ffmpeg",
    quietMs: whole("QUIET_MS", env.QUIET_MS || String(QUIET_MS)),
    pieceBytes: whole("PIECE_BYTES", env.PIECE_BYTES || String(PIECE_BYTES)),
    statUrl: env.STAT_URL || undefined,
    hlsUrl: env.HLS_URL || undefined,
    snapshotEveryMs: atLeast(
      LEAST_SNAPSHOT_EVERY_MS,
      "SNAPSHOT_EVERY_MS",
      env.SNAPSHOT_EVERY_MS || String(SNAPSHOT_EVERY_MS),
    ),
  };
}

/** The first of `kid:secret,kid:secret` is the one that signs. */
function firstKey(text) {
  const [, kid, secret] =
    text.split(",")[0].match(/^\s*([^:]+):(.+?)\s*$/) ?? fail("JWT_SECRETS is no kid:secret");
  return { kid, secret };
}

const whole = (name, text) => (/^\d{1,9}$/.test(text) ? Number(text) : fail(`${name} is no whole number`));

function atLeast(least, name, text) {
  const number = whole(name, text);
  return number >= least ? number : fail(`${name} is less than ${least}`);
}

function fail(message) {
  throw new Error(message);
}
