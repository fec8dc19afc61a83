// serve.mjs <ours | peer>: serves one Worker's chat on a workerd of its own.

import { seed } from "../lib/seed.mjs";
import { serve } from "../lib/workerd.mjs";
import { modulesOf, SETTINGS } from "./lib/contestants.mjs";

/** As many as the largest room has sockets, and more. */
const USERS = 10_000;
const MORE_USERS =
  "insert into users (username, passwordHash) \
     with recursive n (i) as (select max(id) + 1 from users union all select i + 1 from n where i < ?1) \
     select 'user' || i, 'none: nobody logs in here' from n";

const [name] = process.argv.slice(2);

await serve({
  name,
  modules: modulesOf(name),
  settings: SETTINGS,
  // Nothing that is sent here is worth compressing, and it would cost more than all the rest.
  flags: ["no_web_socket_compression"],
  async seed(db) {
    await seed(db);
    await db.prepare(MORE_USERS).bind(USERS).run();
  },
});
