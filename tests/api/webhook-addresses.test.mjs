// Senders that are believed for their address, and several secrets at once. The local runtime sets CF-Connecting-IP to
// the sender's own address unless the request names another, which lets a test come from anywhere; at the edge nobody
// can.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expect, expectProblem } from "../lib/client.mjs";
import { mediaServer, noProof, signed, urlSecret } from "../lib/hooks.mjs";
import { newUser } from "../lib/people.mjs";
import { look, newStream } from "../lib/streams.mjs";
import { ownWorker } from "../lib/worker.mjs";

const { url } = await ownWorker({
  WEBHOOK_ALLOWED_IPS: "127.0.0.0/8, ::1/128, 10.1.0.0/16, 2001:db8::/32",
  WEBHOOK_SECRET: "dev-the-new-secret,dev-the-old-secret",
});
const owner = await newUser(url);

const from =
  (ip, proof = noProof) =>
  (body) => ({ ...proof(body), headers: { ...proof(body).headers, "cf-connecting-ip": ip } });

async function publish(proof) {
  const stream = await newStream(owner);
  const reply = await mediaServer(url, proof).plain("on_publish", stream.streamKey);
  return { stream, reply };
}

describe("an allowed address", () => {
  test("is proof enough: this machine's", async () => {
    const { reply, stream } = await publish(noProof);
    await expect(reply, 200);
    assert.equal((await look(owner, stream)).status, "live");
  });

  for (const ip of ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8::7", "::1"]) {
    test(`is proof enough: ${ip}`, async () => {
      const { reply } = await publish(from(ip));
      await expect(reply, 200);
    });
  }
});

describe("another address", () => {
  for (const ip of ["10.2.0.1", "203.0.113.9", "2001:db9::1", "::ffff:10.2.0.1", "not an address"]) {
    test(`is none: ${ip}`, async () => {
      const { reply, stream } = await publish(from(ip));
      await expectProblem(reply, 401);
      assert.equal((await look(owner, stream)).status, "ended");
    });
  }

  test("is believed for a signature or a secret all the same", async () => {
    const secret = "dev-the-new-secret";
    for (const proof of [signed({ secret }), urlSecret(secret)]) {
      const { reply } = await publish(from("203.0.113.9", proof));
      await expect(reply, 200);
    }
  });

  test("does not become an allowed one by a header that a proxy would set", async () => {
    const headers = {
      "cf-connecting-ip": "203.0.113.9",
      "x-forwarded-for": "127.0.0.1",
      "x-real-ip": "127.0.0.1",
      forwarded: "for=127.0.0.1",
    };
    const { reply } = await publish(() => ({ headers }));
    await expectProblem(reply, 401);
  });
});

describe("of several secrets", () => {
  for (const secret of ["dev-the-new-secret", "dev-the-old-secret"]) {
    test(`each counts: ${secret}`, async () => {
      for (const proof of [signed({ secret }), urlSecret(secret)]) {
        const { reply } = await publish(from("203.0.113.9", proof));
        await expect(reply, 200);
      }
    });
  }

  test("both together are none", async () => {
    const secret = "dev-the-new-secret,dev-the-old-secret";
    for (const proof of [signed({ secret }), urlSecret(secret)]) {
      const { reply } = await publish(from("203.0.113.9", proof));
      await expectProblem(reply, 401);
    }
  });
});
