// A page with nothing in it, from another origin than whatever it is to call.

import { createServer } from "node:http";

/** @param {import("playwright-core").Browser} browser */
export async function openEmptyPage(browser) {
  const server = createServer((_, reply) => reply.writeHead(200, { "content-type": "text/html" }).end("<p>"));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  server.close();
  return page;
}

/**
 * The ways to leave a session that such a page has.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} session its address
 */
export const waysOut = (page, session) => ({
  end: () => page.evaluate(async (address) => (await fetch(address, { method: "DELETE" })).status, session),
  vanish: () => page.close(),
});
