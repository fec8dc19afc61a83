// The player, as a page: bare, for browsers that play HLS by themselves.

import { text } from "../http/answer.mjs";
import { admit } from "./access.mjs";

const ATTRIBUTES = ["autoplay", "muted", "loop"];

export function player(call) {
  admit(call);
  const wished = ATTRIBUTES.filter((name) => ["", "true"].includes(call.query.get(name)));
  const attributes = ["controls", "playsinline", ...wished].join(" ");
  return text(
    200,
    `<!doctype html><title>Stream</title><style>body{margin:0}video{width:100vw;height:100vh}</style>
<video ${attributes} src="manifest/video.m3u8" poster="thumbnails/thumbnail.jpg"></video>
`,
    "text/html; charset=utf-8",
  );
}
