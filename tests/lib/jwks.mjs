// An outside issuer: keys, and a server that publishes them.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

const KINDS = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: () => generateKeyPairSync("ed25519"),
};

/** @param {"RS256" | "ES256" | "EdDSA"} alg @param {string} kid */
export function newKey(alg, kid = `${alg}-1`) {
  const { publicKey, privateKey } = KINDS[alg]();
  return {
    alg,
    kid,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" },
  };
}

/** Serves a key set on loopback; `keys` may be changed while it runs. */
export async function startIssuer(keys) {
  const issuer = { keys, asked: 0, isUp: true };
  const server = createServer((_request, reply) => {
    issuer.asked += 1;
    if (!issuer.isUp) return reply.writeHead(500).end("away");
    reply.writeHead(200, { "content-type": "application/json" });
    reply.end(JSON.stringify({ keys: issuer.keys.map((key) => key.jwk) }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  issuer.url = `http://127.0.0.1:${server.address().port}/jwks.json`;
  issuer.stop = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return issuer;
}
