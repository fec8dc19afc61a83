// Somebody in a room's chat, at its page in a browser.

import { visit } from "./pages.mjs";

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} address of a page with the chat
 * @param {Parameters<typeof visit>[2]} [options] who it is, and with what
 */
export async function chatAt(browser, address, options) {
  const one = await visit(browser, address, options);
  const { page } = one;
  const state = (name) => page.locator(`.chat-state[data-state="${name}"]`).waitFor({ state: "attached" });
  await state("open");
  return {
    ...one,
    say: async (text) => {
      await page.getByLabel("Your message").fill(text);
      await page.getByLabel("Your message").press("Enter");
    },
    hears: (text) => page.locator(".message[data-seq]", { hasText: text }).waitFor(),
    texts: () => page.locator(".message[data-seq] .message-text").allTextContents(),
    state,
  };
}
