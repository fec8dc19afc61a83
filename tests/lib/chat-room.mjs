// A stream's room, with somebody to whom it belongs.

import { joinChat, joinSocketIo } from "./chat.mjs";
import { expect } from "./client.mjs";
import { newUser } from "./people.mjs";
import { everyItem, newStream } from "./streams.mjs";

/** @param {string} url of the Worker @param {Awaited<ReturnType<typeof newUser>>} [owner] somebody new else */
export async function newRoom(url, owner) {
  const host = owner ?? (await newUser(url));
  const stream = await newStream(host);
  const path = `/streams/${stream.id}/chat`;
  return {
    owner: host,
    stream,
    path,
    /** @param {Parameters<typeof joinChat>[3]} [options] */
    join: (person, options) => joinChat(url, stream, person, options),
    /** @param {Parameters<typeof joinSocketIo>[3]} [options] */
    joinSocketIo: (person, options) => joinSocketIo(url, stream, person, options),
    /** Somebody new, inside. */
    visitor: async () => joinChat(url, stream, await newUser(url)),
    set: (fields) => expect(host.put(`${path}/settings`, fields), 200),
    /** Every message, as it is over HTTP. */
    history: (who = host) => everyItem(who, `${path}?after=0`),
    remove: (seq, who = host) => expect(who.delete(`${path}/${seq}`), 204),
    ban: (person, more = {}) => expect(host.post(`${path}/bans`, { userId: person.id, ...more }), 201),
    makeModerator: (person) => expect(host.put(`${path}/moderators/${person.id}`), 204),
  };
}

/** @typedef {Awaited<ReturnType<typeof newRoom>>} Room */
