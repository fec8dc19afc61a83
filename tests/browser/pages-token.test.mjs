// Tokens that expire while somebody sits in a room.

import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openBrowser } from "../lib/chat-browser.mjs";
import { newRoom } from "../lib/chat-room.mjs";
import { visit } from "../lib/pages.mjs";
import { newUser } from "../lib/people.mjs";
import { ownWorker } from "../lib/worker.mjs";

const TOKEN_SECONDS = 10;
const { url } = await ownWorker({ ACCESS_TOKEN_SECONDS: String(TOKEN_SECONDS) });

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

// Both at once: most of it is waiting.
describe("a token that expires", { concurrency: true }, () => {
  for (const who of ["an account", "a guest"]) {
    test(`${who} whose token has expired writes on without noticing`, async () => {
      const room = await newRoom(url);
      await room.set({ guestsMayChat: true });
      const user = who === "a guest" ? undefined : await newUser(url);
      const { page, assertFine, close } = await visit(browser, `${url}/watch/${room.stream.id}`, { user });
      await page.locator('.chat-state[data-state="open"]').waitFor({ state: "attached" });
      await sleep(TOKEN_SECONDS * 1_000 + 1_500);
      await page.getByLabel("Your message").fill("still here");
      await page.getByLabel("Your message").press("Enter");
      await page.locator(".message[data-seq]", { hasText: "still here" }).waitFor();
      assertFine();
      await close();
    });
  }
});
