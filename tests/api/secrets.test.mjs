// Whatever is done with a secret, it is in no answer to anyone but its owner, in no line of the log, and in no byte on
// disk. First all of it happens; then the Worker is stopped and everything that it left is searched.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { client, expect, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { mediaServer, noProof, signed, urlSecret } from "../lib/hooks.mjs";
import { newGuest, newUser, PASSWORD } from "../lib/people.mjs";
import { DEVELOPMENT, JWT_KEY, WEBHOOK_SECRET } from "../lib/settings.mjs";
import { d1File, findBytes, roomFiles, tablesOf } from "../lib/state.mjs";
import { events, newStream } from "../lib/streams.mjs";
import { start, temporaryFolder } from "../lib/worker.mjs";

const REFUSED = "sk_feedfacefeedfacefeedfacefeedfacefeedface";
const GUESS = "a password that somebody guessed";

const { folder, remove } = temporaryFolder();
after(remove);

/** By what each is: the secrets that must stay so. */
const secrets = {
  "the webhook secret": WEBHOOK_SECRET,
  "the secret that signs tokens": JWT_KEY.secret,
  "the secret that seals keys": DEVELOPMENT.STREAM_KEY_SECRET,
  "a password": PASSWORD,
  "a guessed password": GUESS,
  "a refused key": REFUSED,
};
const logged = [];
/** Answers that somebody got to whom no secret belongs. */
const heard = [];
const hear = (reply) => heard.push(`${JSON.stringify([...reply.headers])}\n${reply.text}`);

before(async () => {
  // wrangler itself writes the path of each request, which is not ours to change: at the edge there is no wrangler.
  const onLine = (line) => line.startsWith("[wrangler:") || logged.push(line);
  const vars = { RECONNECT_WINDOW_MS: "500", SILENCE_LIMIT_MS: "1000", LOG_LEVEL: "debug" };
  const worker = await start(vars, { stateDir: folder, onLine });
  try {
    await everything(worker.url);
  } finally {
    await worker.stop();
  }
});

async function everything(url) {
  const owner = await newUser(url);
  secrets["an access token"] = owner.token;
  secrets["a refresh token"] = owner.refreshToken;
  const strangers = [await newUser(url, hear), await newGuest(url, hear), client(url, undefined, hear)];
  const stream = await newStream(owner, { title: "Nothing to see" });
  secrets["a rotated key"] = stream.streamKey;

  await signingIn(url, owner);
  await broadcast(url, owner, stream);
  for (const who of strangers) await lookAround(who, stream);
  const rotated = await expect(owner.post(`/streams/${stream.id}/key/rotate`), 200);
  secrets["a stream key"] = rotated.streamKey;
  await broadcast(url, owner, { ...stream, streamKey: rotated.streamKey });
  await intrude(url, [stream.streamKey, rotated.streamKey, REFUSED], stream.name);
  for (const who of strangers) await lookAround(who, stream);
  await eventually(async () => assert.ok((await events(owner, stream)).length > 20));
}

async function signingIn(url, owner) {
  const anyone = client(url, undefined, hear);
  await anyone.post("/auth/login", { username: owner.username, password: GUESS });
  await anyone.post("/auth/login", { username: GUESS, password: GUESS });
  await anyone.post("/auth/register", { username: owner.username, password: PASSWORD });
  await anyone.post("/auth/register", { username: "x", password: GUESS, [GUESS]: GUESS });
  const json = { "content-type": "application/json" };
  await anyone.call("POST", "/auth/login", { text: `{"password":"${GUESS}`, headers: json });
  await anyone.post("/auth/refresh", { refreshToken: `${owner.refreshToken}x` });
  await client(url, `${owner.token}x`, hear).get("/streams");
  await anyone.get(`/nowhere/${owner.token}?token=${owner.token}`);
  await anyone.get(`/streams?q=!&token=${owner.token}`);
  const { body } = await client(url).post("/auth/login", { username: owner.username, password: PASSWORD });
  secrets["another access token"] = body.accessToken;
  const pair = await client(url).post("/auth/refresh", { refreshToken: body.refreshToken });
  secrets["a used refresh token"] = body.refreshToken;
  secrets["a fresh refresh token"] = pair.body.refreshToken;
  await anyone.post("/auth/refresh", { refreshToken: body.refreshToken });
  await client(url, pair.body.accessToken).post("/auth/logout");
}

/** Each server's whole story, the key wherever an encoder or a player might have put it. */
async function broadcast(url, owner, { id, streamKey: key, name }) {
  for (const proof of [urlSecret(), signed()]) {
    const server = mediaServer(url, proof);
    const fields = { tcurl: `rtmp://x/${key}`, swfurl: key, pageurl: `https://x/?k=${key}`, flashver: key };
    await server.nginx("publish", key, key, { ...fields, addr: key, key, token: key });
    await server.nginx("update_publish", key, key, fields);
    await server.nginx("play", name, 7, { ...fields, args: `key=${key}` });
    await server.nginx("play", key, 8, { start: key });
    await server.nginx("record_done", key, 1, { recorder: "", path: `/rec/${key}-1.flv?k=${key}` });
    await server.srs("on_play", name, "s1", { param: `?key=${key}`, stream_url: `/live/${key}`, tcUrl: key });
    await server.srs("on_dvr", key, "s2", { file: `./${encodeURIComponent(`a/${key}`)}.flv`, cwd: key });
    await server.mediamtx("read", name, "m1", { query: `key=${key}`, password: key, token: key, user: key });
    const again = { clientId: key, eventId: `${key}-event` };
    for (let count = 0; count < 2; count++)
      await server.plain("on_play", name, { ...again, path: `/${key}` });
    await server.nginx("play_done", name, 7);
  }
  await owner.put(`/streams/${id}`, { status: "ended" });
}

/** Senders without proof, publishers without a valid key, and what cannot be read. */
async function intrude(url, keys, name) {
  const [stranger, wrong, known] = [noProof, urlSecret("wrong"), signed()].map((proof) =>
    mediaServer(url, proof),
  );
  for (const key of keys) {
    for (const server of [stranger, wrong]) hear(await server.nginx("publish", key, 1, { token: key }));
  }
  hear(await known.plain("on_publish", name, { clientId: keys[1], path: keys[1] }));
  hear(await known.nginx("publish", REFUSED, REFUSED, { flashver: REFUSED, addr: REFUSED }));
  hear(await known.srs("on_publish", REFUSED, REFUSED, { param: `?key=${REFUSED}` }));
  hear(await known.mediamtx("publish", "nowhere", REFUSED, { password: REFUSED, query: `key=${REFUSED}` }));
  hear(await known.plain("on_publish", REFUSED, { clientId: REFUSED, eventId: REFUSED, path: REFUSED }));
  hear(await known.plain("on_fire", REFUSED, {}));
  hear(await known.raw(`{"event":"on_publish","streamKey":"${REFUSED}"`, "application/json"));
  hear(await known.raw(`call=publish&name=${REFUSED}`, "text/plain"));
  hear(await known.form(`call=publish&name=${REFUSED}&more=${REFUSED.repeat(600)}`));
  // Who has the key by now? Nobody: it was rotated away.
  hear(await known.nginx("publish", keys[0], 2));
  hear(await send(`${url}/webhook/stream-event?secret=${WEBHOOK_SECRET}&key=${keys[1]}`, "GET"));
}

async function lookAround(who, { id }) {
  const paths = ["/streams?limit=100", "/streams?status=live", "/auth/me", "/healthz", "/openapi.json"];
  for (const rest of ["", "/playback", "/key", "/events"]) paths.push(`/streams/${id}${rest}`);
  for (const path of paths) await who.get(path);
  await who.post(`/streams/${id}/key/rotate`);
  await who.put(`/streams/${id}`, { title: "mine" });
  await who.delete(`/streams/${id}`);
}

/** The secrets in a text, in whatever case. A stream key counts without its beginning, too. */
function found(text) {
  const folded = text.toLowerCase();
  return Object.entries(secrets)
    .filter(([, secret]) => folded.includes(secret.replace(/^sk_/, "").toLowerCase()))
    .map(([what]) => what);
}

describe("a secret is", () => {
  test("in no answer to anyone else", () => {
    assert.ok(heard.length > 60);
    assert.deepEqual(found(heard.join("\n")), []);
  });

  test("in no line of the log, not even of the most talkative", () => {
    assert.ok(logged.some((line) => line.includes('"level":"debug"')));
    assert.ok(logged.some((line) => line.includes("refused_key")));
    assert.deepEqual(found(logged.join("\n")), []);
  });

  test("in no table of the database", () => {
    const tables = tablesOf(d1File(folder));
    const rows = Object.fromEntries(tables.map(({ name, rows }) => [name, rows.length]));
    for (const name of ["users", "sessions", "streams", "retired_keys", "media_events"]) {
      assert.ok(rows[name] > 0, name);
    }
    for (const { name, rows } of tables) assert.deepEqual(found(JSON.stringify(rows)), [], name);
  });

  test("in no table of a room", () => {
    const rooms = roomFiles(folder);
    assert.ok(rooms.length > 0);
    const tables = rooms.flatMap(tablesOf);
    assert.ok(tables.some(({ name, rows }) => name === "event" && rows.length > 20));
    for (const { name, rows } of tables) assert.deepEqual(found(JSON.stringify(rows)), [], name);
  });

  test("in no file at all", () => {
    assert.deepEqual(findBytes(folder, secrets), []);
  });
});

describe("a refused attempt", () => {
  test("is kept with what was said, without the key", () => {
    const { rows } = tablesOf(d1File(folder)).find((table) => table.name === "media_events");
    const strays = rows.filter((row) => row.streamId === null);
    assert.ok(strays.length >= 6, `${strays.length}`);
    for (const stray of strays) {
      assert.deepEqual([stray.event, stray.verdict], ["on_publish", "refused_key"]);
      assert.ok(JSON.stringify(stray).includes("[stream key]") || stray.clientId === "2", stray.fields);
    }
    assert.deepEqual([...new Set(strays.map((stray) => stray.source))].sort(), [
      "mediamtx",
      "nginx-rtmp",
      "plain",
      "srs",
    ]);
  });
});
