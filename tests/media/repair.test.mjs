// An index that lost touch with a room is put right by the clock.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { publish } from "../../dev/lib/encoder.mjs";
import { waitFor } from "../../dev/lib/wait.mjs";
import { newStream, openHouse, untilEnded, untilLive } from "./house.mjs";

let house;
before(async () => {
  house = await openHouse();
});
after(() => house.close());

/** Changes the database behind the Worker's back. */
function tamper(sql) {
  const folder = join(house.folder, "state");
  const paths = readdirSync(folder, { recursive: true }).filter(
    (path) => path.includes("d1") && path.endsWith(".sqlite"),
  );
  const databases = paths.map((path) => new DatabaseSync(join(folder, path)));
  const ours = databases.filter((database) =>
    database.prepare("select 1 from sqlite_master where name = 'streams'").get(),
  );
  assert.equal(ours.length, 1);
  ours[0].exec(sql);
  for (const database of databases) database.close();
}

test("a stream that the index wrongly shows as live is put right by the next run of the clock", async () => {
  const stream = await newStream(house);
  const encoder = publish(stream.publishUrl);
  await untilLive(house, stream);
  await encoder.stop();
  await untilEnded(house, stream);
  const listed = async () => (await house.owner.get("/streams?status=live")).items.length;
  await waitFor("the index", async () => (await listed()) === 0);

  await house.worker.stop();
  tamper(`update streams set status = 'live', roomVersion = 0 where id = ${stream.id}`);
  await house.startWorker();
  assert.equal(await listed(), 1);
  await fetch(`${house.worker.url}/cdn-cgi/local/scheduled`);
  await waitFor("the index", async () => (await listed()) === 0);
});
