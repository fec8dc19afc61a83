// Files to keep.

import { existsSync } from "node:fs";
import { file, notFound } from "../http/answer.mjs";
import { downloadFile } from "../media/folders.mjs";
import { admit } from "./access.mjs";

const KINDS = {
  "default.mp4": { kind: "default", type: "video/mp4" },
  "audio.m4a": { kind: "audio", type: "audio/mp4" },
};
const NAME = /^[A-Za-z0-9_-]{1,120}$/;

export function download(call) {
  const { video } = admit(call, { download: true });
  const wanted = KINDS[call.params.name];
  const path = wanted && video && downloadFile(call.sim, video.uid, wanted.kind);
  if (!path || video.downloads[wanted.kind]?.status !== "ready" || !existsSync(path))
    throw notFound("download");
  const answer = file(path, wanted.type, call.request.headers.range);
  const name = call.query.get("filename");
  const filename = NAME.test(name ?? "") ? `; filename="${name}"` : "";
  answer.headers["content-disposition"] = `attachment${filename}`;
  return answer;
}
