// A room with real video: ffmpeg publishes to Stream with the key that the room's maker got, and the recording plays.

import { test } from "node:test";
import { client } from "../../dev/lib/api.mjs";
import { broadcastOnStream } from "../../dev/lib/broadcast-on-stream.mjs";
import { openRooms } from "./room-house.mjs";

const rooms = await openRooms();

test("what is published to Stream plays, ends, and plays again as a video", { timeout: 120_000 }, () =>
  broadcastOnStream(client, rooms.url),
);
