// A Worker whose settings are not fit for a deployment answers nothing but that, and names the variable, not its value.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { migrate } from "../../dev/lib/database.mjs";
import { inRoot } from "../../dev/lib/paths.mjs";
import { freePorts } from "../../dev/lib/ports.mjs";
import { startWrangler } from "../../dev/lib/wrangler.mjs";
import { expectProblem, send } from "../lib/client.mjs";
import { eventually } from "../lib/eventually.mjs";
import { DEVELOPMENT } from "../lib/settings.mjs";
import { temporaryFolder } from "../lib/worker.mjs";

/** A Worker that is up as soon as it answers anything. */
async function startAnyhow(vars) {
  const { folder, remove } = temporaryFolder();
  await migrate(folder);
  const [port] = await freePorts(1);
  const where = ["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
  const settings = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const how = ["--env-file", inRoot("dev/development.env"), "--show-interactive-dev-session=false"];
  const server = startWrangler(folder, ["dev", ...where, ...how, ...settings]);
  after(() => server.stop().finally(remove));
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => send(`${url}/healthz`, "GET"));
  return { url, logs: server.logs };
}

const SECRETS = ["JWT_SECRETS", "STREAM_KEY_SECRET", "WEBHOOK_SECRET"];
const values = SECRETS.flatMap((name) => DEVELOPMENT[name].split(":"));
const { url, logs } = await startAnyhow({ ENVIRONMENT: "production" });

describe("a deployment with the secrets of development", () => {
  for (const [method, path] of [
    ["GET", "/healthz"],
    ["GET", "/streams"],
    ["POST", "/auth/guest"],
    ["POST", `/webhook/stream-event?secret=${DEVELOPMENT.WEBHOOK_SECRET}`],
    ["GET", "/nowhere"],
  ]) {
    test(`answers ${method} ${path.split("?")[0]} with 503, the variable's name and not its value`, async () => {
      const reply = await send(url + path, method);
      const { detail } = await expectProblem(reply, 503);
      assert.ok(
        SECRETS.some((name) => detail.includes(name)),
        detail,
      );
      assert.ok(!values.some((value) => reply.text.includes(value)), detail);
    });
  }

  test("says so in its log, without the value", async () => {
    await eventually(async () => assert.match(logs(), /"message":"misconfigured"/));
    assert.ok(!values.some((value) => logs().includes(value)));
  });
});
