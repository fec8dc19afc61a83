// How sessions end.

import { hasStatus } from "../../api/problem";
import { endSession, listSessions } from "../../api/sessions";

/** As many as the API gives at once. */
const MOST = 100;

/** Ends a session. One that has ended by itself is as good. */
export const end = (id: string): Promise<void> =>
  endSession(id).catch((error: unknown) => {
    if (!hasStatus(error, 404)) throw error;
  });

/** How many were ended. Those that end are in the list no more, so the first page is asked for again. */
export async function endOthers(): Promise<number> {
  let ended = 0;
  for (;;) {
    const { items, nextCursor } = await listSessions({ limit: MOST });
    const others = items.filter(({ current }) => !current);
    for (const { id } of others) await end(id);
    ended += others.length;
    if (nextCursor === null || others.length === 0) return ended;
  }
}
