// Where somebody is signed in, and how that ends.

import { after, before, test } from "node:test";
import { openBrowser } from "../lib/chat-browser.mjs";
import { expect } from "../lib/client.mjs";
import { inspect, PHONE, visit } from "../lib/pages.mjs";
import { logIn, newUser } from "../lib/people.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker();
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const come = (user, options) => visit(browser, `${url}/studio/account`, { user, ...options });

test("sessions are listed by device, and end where they are when they are ended elsewhere", async () => {
  const user = await newUser(url);
  const [here, there] = [await come(user), await come(user, { userAgent: FIREFOX, viewport: PHONE })];
  const { page } = here;
  await page.reload();
  const mine = page.locator(".session", { hasText: "This one" });
  await mine.getByText("Chrome on Linux").waitFor();
  const other = page.locator(".session", { hasText: "Firefox on Windows" });
  await other.waitFor();
  await page.getByText(`#${user.id}`).waitFor();
  await inspect(page, "studio-account");
  await other.getByRole("button", { name: "End: Firefox on Windows" }).click();
  await page.getByText("Ended: Firefox on Windows.").waitFor();
  await other.waitFor({ state: "detached" });
  await there.page.getByText("Sign in to go live").waitFor({ timeout: 60_000 });
  await inspect(there.page, "studio-signed-out");
  here.assertFine();
  there.assertFine(/status of 401/);
  for (const one of [here, there]) await one.close();
});

test("all others end at once, and one signs out here", async () => {
  const user = await newUser(url);
  const others = [user, await logIn(url, user), await logIn(url, user)];
  const { page, assertFine, close } = await come(user, { viewport: PHONE });
  await page.getByRole("button", { name: "End all others" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("You stay signed in here.").waitFor();
  await inspect(page, "studio-account-end-others");
  await dialog.getByRole("button", { name: "End all others" }).click();
  await page.getByText("3 other sessions were ended.").waitFor();
  await page.getByText("You are signed in nowhere else.").waitFor();
  await page.locator("h2:focus", { hasText: "Where you are signed in" }).waitFor();
  for (const other of others) await expect(other.get("/auth/sessions"), 401);
  await page.getByRole("button", { name: "Sign out here" }).click();
  await page.getByText("Sign in to go live").waitFor();
  assertFine();
  await close();
});

test("speaks Vietnamese, and is there for the keyboard", async () => {
  const user = await newUser(url);
  const { page, assertFine, close } = await come(user);
  await page.locator(".session", { hasText: "node" }).waitFor();
  await page.getByLabel("Language").selectOption("vi");
  await page.getByText("Nơi bạn đang đăng nhập").waitFor();
  await inspect(page, "studio-account-vietnamese");
  await page.getByRole("button", { name: "Kết thúc: Chương trình node" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Đã kết thúc: Chương trình node.").waitFor();
  await page.locator("h2:focus", { hasText: "Nơi bạn đang đăng nhập" }).waitFor();
  assertFine();
  await close();
});
