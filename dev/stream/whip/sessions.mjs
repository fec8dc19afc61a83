// Who publishes by WHIP: one session a live input.

import { ApiError } from "../http/answer.mjs";
import { newUid } from "../ids.mjs";
import { chosenVideo, VIDEO } from "../webrtc/offer.mjs";
import { openSession } from "./session.mjs";

/** @param {import("../simulator.mjs").Simulator} sim */
export function createSessions(sim) {
  /** @type {Map<string, import("./session.mjs").Session | null>} by live input; null while it opens */
  const sessions = new Map();
  const withId = (id) => [...sessions.values()].find((session) => session?.id === id);
  async function open(input, offer) {
    const video = chosenVideo(offer, VIDEO);
    if (sessions.has(input.uid) || sim.broadcasts.get(input.uid)?.clientId) throw taken();
    sessions.set(input.uid, null);
    try {
      const onEnd = () => sessions.delete(input.uid);
      const session = await openSession(sim, { id: newUid(), input, offer, video, onEnd });
      sessions.set(input.uid, session);
      return session;
    } catch (error) {
      sessions.delete(input.uid);
      throw error;
    }
  }
  return {
    open,
    withId,
    /** Whose session publishes to our own ingest under this name. */
    inputOf: (name) => withId(name)?.input,
    /** Those who watch what is published to an input; none while nobody publishes. */
    audienceOf({ uid }) {
      const session = sessions.get(uid);
      return session?.isOn() ? session.audience : undefined;
    },
    /** Who watches by this session. */
    viewer: (id) =>
      [...sessions.values()].map((session) => session?.audience.withId(id)).find((viewer) => viewer),
    /** Ends the session of an input that nobody may publish to any more. */
    drop: ({ uid }) => sessions.get(uid)?.end(),
    closeAll: () => Promise.all([...sessions.values()].map((session) => session?.end())),
  };
}

const taken = () => new ApiError(409, 10005, "Somebody publishes to this live input already.");
