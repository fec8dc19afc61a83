// The web pages in a real browser, as somebody with a phone or a desk sees them.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { inRoot } from "../../dev/lib/paths.mjs";
import { PATIENCE_MS } from "./eventually.mjs";
import { PASSWORD } from "./people.mjs";

const AXE = readFileSync(inRoot("node_modules/axe-core/axe.min.js"), "utf8");
const SHOTS = inRoot("coverage/screenshots");

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/**
 * @typedef {object} Visit
 * @property {import("playwright-core").BrowserContext} context
 * @property {import("playwright-core").Page} page
 * @property {string[]} faults what the policy refused, what threw, and errors on the console
 * @property {(what?: RegExp) => void} assertFine nothing of that, but for what is expected
 * @property {() => Promise<void>} close
 */

/**
 * A page in a window of its own.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 * @param {import("playwright-core").BrowserContextOptions & {user?: {username: string}, onContext?: Function}} [options]
 *   `user` signs in; `onContext` prepares the window before anything is loaded
 * @returns {Promise<Visit>}
 */
export async function visit(browser, address, { user, onContext, ...options } = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, locale: "en-US", ...options });
  await onContext?.(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  await context.exposeFunction("policyRefused", (what) => faults.push(`the policy refused ${what}`));
  await context.addInitScript(() =>
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.policyRefused(`${violatedDirective} ${blockedURI}`),
    ),
  );
  if (user) {
    await page.goto(new URL("/", address).href);
    await signIn(page, user);
  }
  await page.goto(address);
  return {
    context,
    page,
    faults,
    assertFine(expected = /^$/) {
      assert.deepEqual(
        faults.filter((fault) => !expected.test(fault)),
        [],
      );
    },
    close: () => context.close(),
  };
}

/** Signs in by the dialog, as people do. */
export async function signIn(page, { username }) {
  await page.getByRole("button", { name: "Sign in" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Username").fill(username);
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/**
 * Nothing that axe finds against WCAG 2.2 AA, in light and in dark.
 *
 * @param {import("playwright-core").Page} page
 */
export async function assertAccessible(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, {
        preload: false, // it would write styles that the policy refuses
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    );
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${colorScheme} ${id} ${target}: ${failureSummary}`),
    );
    assert.deepEqual(found, []);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Keeps what the page looks like, in coverage/screenshots. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** The page fits: nobody has to scroll sideways. */
export async function assertFits(page) {
  const [needed, there] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  assert.ok(needed <= there, `${needed} pixels in ${there}`);
}

/** The page at phone and desk, each kept as a picture, fitting, and accessible. */
export async function inspect(page, name) {
  for (const [device, size] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    await page.setViewportSize(size);
    await page.waitForTimeout(200); // whatever follows the size
    await assertFits(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await shoot(page, `${name}-${device}-${colorScheme}`);
    }
    await assertAccessible(page);
  }
}

/**
 * Serves a page of somebody else: from another site than a Worker's, as browsers see it.
 *
 * @param {string} html
 */
export async function serveForeign(html) {
  const server = createServer((_, reply) => reply.writeHead(200, { "content-type": "text/html" }).end(html));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${server.address().port}/`, stop };
}

/** Gzipped bytes of script that a page loads, however late. */
export function countScripts(page) {
  const sizes = [];
  page.on("response", async (response) => {
    if (response.request().resourceType() === "script") sizes.push(response.body().then(gzipped));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const gzipped = (body) => gzipSync(body, { level: 9 }).length;
