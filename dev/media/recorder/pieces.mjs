// A large file, brought in pieces by tus 1.0: the edge takes no request without a limit, and a line that breaks costs a
// piece and not the whole.

import { openAsBlob } from "node:fs";
import { Refused } from "./refused.mjs";

const TUS = { "tus-resumable": "1.0.0" };

/**
 * @param {object} job
 * @param {(method: string, path: string, request?: object) => Promise<Headers>} job.call
 * @param {number} job.videoId the recording that the file fills
 * @param {string} job.path of the MP4
 * @param {number} job.pieceBytes
 * @param {string} [job.upload] path of the upload that an earlier try began
 * @param {(upload: string) => void} job.onBegun told the path of a new one
 */
export async function bringInPieces({ call, videoId, path, pieceBytes, upload, onBegun }) {
  const file = await openAsBlob(path);
  let at = upload && (await offsetOf(call, upload));
  if (at === undefined) {
    upload = await begin(call, videoId, file.size);
    onBegun(upload);
    at = 0;
  }
  while (at < file.size) {
    const headers = {
      ...TUS,
      "upload-offset": String(at),
      "content-type": "application/offset+octet-stream",
    };
    const body = file.slice(at, at + pieceBytes);
    at = offset(await call("PATCH", upload, { headers, body, limitMs: 0 }));
  }
}

async function begin(call, videoId, size) {
  const metadata = { videoId: String(videoId), filename: "recording.mp4", filetype: "video/mp4" };
  const words = Object.entries(metadata).map(
    ([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`,
  );
  const headers = { ...TUS, "upload-length": String(size), "upload-metadata": words.join(",") };
  const location = (await call("POST", "/vod/uploads", { headers })).get("location");
  // The path alone: our token is for the Worker and nobody else.
  return new URL(location, "http://any").pathname;
}

/** How much has arrived; nothing when the upload is not there any more. */
async function offsetOf(call, upload) {
  try {
    return offset(await call("HEAD", upload, { headers: TUS }));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function offset(headers) {
  const at = Number(headers.get("upload-offset") ?? Number.NaN);
  if (!Number.isSafeInteger(at)) throw new Error("the upload does not say how much has arrived");
  return at;
}
