// Streams whose broadcasts are rooms on a chain.

import assert from "node:assert/strict";
import { expect } from "./client.mjs";
import { eventually } from "./eventually.mjs";
import { mediaServer } from "./hooks.mjs";
import { look, newStream } from "./streams.mjs";

/**
 * @param {() => string} url of the Worker, which may start again elsewhere
 * @param {() => any} owner
 */
export function roomStreams(url, owner) {
  const publish = ({ streamKey }, id = 1) => expect(mediaServer(url()).nginx("publish", streamKey, id), 302);
  return {
    publish,
    end: ({ id }) => expect(owner().put(`/streams/${id}`, { status: "ended" }), 200),
    /** A stream that is on air. */
    async onAir(fields) {
      const stream = await newStream(owner(), fields);
      await publish(stream);
      return stream;
    },
    /** The id of its room, as soon as there is one. */
    roomOf: (stream) =>
      eventually(async () => {
        const { roomId } = await look(owner(), stream);
        assert.ok(roomId, "it has a room");
        return roomId;
      }),
    /** What is said of it once the chain has it as it is to be. */
    confirmed: (stream) =>
      eventually(async () => {
        const { roomId, registry } = await look(owner(), stream);
        assert.equal(registry?.status, "confirmed");
        return { roomId, ...registry };
      }),
  };
}
