// The rows that both databases begin with.

import { createHmac, hkdfSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { unstable_splitSqlQuery } from "wrangler";
import { inRoot } from "../../dev/lib/paths.mjs";
import { SETTINGS } from "./contestants.mjs";
import { KEYS, SESSION } from "./scenarios.mjs";

const USERS = 100;
const STREAMS = 1_000;
/** On air from the beginning, without a room that was ever told of it. */
const LIVE = 60;
const ROWS_A_BATCH = 50;
const AT = "2026-11-01T12:00:00.000Z";

const INSERT_USER = "insert into users (username, passwordHash) values (?1, 'none: nobody logs in here')";
const INSERT_SESSION =
  "insert into sessions (id, userId, createdAt, usedAt, expiresAt) values (?1, 1, ?2, ?2, '2999-01-01T00:00:00.000Z')";
const INSERT_STREAM =
  "insert into streams (userId, streamKey, sealedKey, playbackName, title, description, status, startTime) " +
  "values (?1, ?2, 'v1.none', ?3, ?4, ?5, ?6, ?7)";

/** @param {import("miniflare").D1Database} db */
export async function seed(db) {
  for (const statement of schema()) await db.prepare(statement).run();
  await insert(db, INSERT_USER, USERS, (i) => [`user${i + 1}`]);
  await db.prepare(INSERT_SESSION).bind(SESSION, AT).run();
  await insert(db, INSERT_STREAM, STREAMS, streamRow);
}

function schema() {
  const files = readdirSync(inRoot("migrations")).sort();
  return files.flatMap((file) => unstable_splitSqlQuery(readFileSync(inRoot(`migrations/${file}`), "utf8")));
}

async function insert(db, sql, count, row) {
  const statement = db.prepare(sql);
  for (let from = 0; from < count; from += ROWS_A_BATCH) {
    const indexes = Array.from({ length: Math.min(ROWS_A_BATCH, count - from) }, (_, i) => from + i);
    await db.batch(indexes.map((i) => statement.bind(...row(i))));
  }
}

/** The first ones are those whose keys the webhooks carry; the last ones are live. */
function streamRow(i) {
  const isLive = i >= STREAMS - LIVE;
  return [
    (i % USERS) + 1,
    digest(KEYS[i] ?? `sk_nobody_${i}`),
    i.toString(16).padStart(16, "0"),
    `Stream number ${i}: an evening with friends`,
    "What somebody wrote about it. ".repeat(5),
    isLive ? "live" : "ended",
    isLive ? new Date(Date.parse(AT) + i * 1_000).toISOString() : null,
  ];
}

/** As `domain::streams::key::Vault` has it. */
function digest(key) {
  const derived = hkdfSync("sha256", SETTINGS.STREAM_KEY_SECRET, "", "liveroom stream key digest v1", 32);
  return createHmac("sha256", Buffer.from(derived)).update(key).digest("hex");
}
