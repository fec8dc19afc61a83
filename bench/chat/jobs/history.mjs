// The room's log, over HTTP.

import { waitFor } from "../../../dev/lib/wait.mjs";
import { sign } from "../../lib/tokens.mjs";

/** That the newest message that is kept has this number. */
export async function checkHistory({ url, streamId }, seq) {
  const headers = { authorization: `Bearer ${sign({ sub: "1", name: "user1", role: "user" })}` };
  await waitFor(`the log to end with message ${seq}`, async () => {
    const response = await fetch(`${url}/streams/${streamId}/chat?limit=1`, { headers });
    const last = (await response.json()).items?.at(-1)?.seq;
    if (last !== seq) throw new Error(`it ends with ${last} (status ${response.status})`);
    return true;
  });
}
