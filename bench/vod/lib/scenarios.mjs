// What is asked of both.

import { FILM } from "./film.mjs";
import { fetchRange, fetchWhole, uploadForm, uploadTus } from "./videos.mjs";

const MIB = 1_048_576;
const SMALL_BYTES = 65_536;
/** A prime number of ranges lies between one range and the next: neither the same nor a neighbour. */
const STRIDE = 7;

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {number} connections so many at a time
 * @property {boolean} isUpload whether it begins without a video, and leaves some
 * @property {(client: import("./client.mjs").Client, video: object | undefined, n: number) => Promise<number>} once
 *   does it for the n-th time; how many bytes that were
 */

/** @type {Scenario[]} */
export const SCENARIOS = [
  upload("form", "upload by form, 24 MiB", uploadForm),
  upload("tus", "upload by tus, chunks of 8 MB", uploadTus),
  download("range", "ranges of 1 MiB", 8, ranges(MIB)),
  download("small", "ranges of 64 KiB", 8, ranges(SMALL_BYTES)),
  download("whole", "whole file, 24 MiB", 4, fetchWhole),
];

function upload(name, title, put) {
  const once = async (client) => {
    await put(client);
    return FILM.length;
  };
  return { name, title, connections: 2, isUpload: true, once };
}

function download(name, title, connections, once) {
  return { name, title, connections, isUpload: false, once };
}

function ranges(bytes) {
  const count = FILM.length / bytes;
  return (client, video, n) => fetchRange(client, video, ((n * STRIDE) % count) * bytes, bytes);
}
