// The customer's own domain, where everything is public that is not signed.

import { route } from "../http/router.mjs";
import { download } from "./downloads.mjs";
import { dash, master, rendition, segment } from "./manifests.mjs";
import { player } from "./pages.mjs";
import { thumbnail } from "./pictures.mjs";
import { lifecycle, views } from "./viewers.mjs";

/** HEAD is a GET whose body is kept back. */
const readable = (path, handler) => ["GET", "HEAD"].map((method) => route(`${method} ${path}`, handler));

export const playbackRoutes = [
  ...readable("/:id/manifest/video.m3u8", master),
  ...readable("/:id/manifest/stream.m3u8", rendition),
  ...readable("/:id/manifest/video.mpd", dash),
  ...readable("/:id/manifest/:name", segment),
  ...readable("/:id/thumbnails/:name", thumbnail),
  ...readable("/:id/downloads/:name", download),
  ...readable("/:id/iframe", player),
  ...readable("/:id/watch", player),
  ...readable("/:id/lifecycle", lifecycle),
  ...readable("/:id/views", views),
];
