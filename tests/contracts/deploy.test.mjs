// `make deploy-contract` and the helpers for a local chain, against a real anvil.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { deployRegistry, LOCAL_ACCOUNTS, startChain } from "../../dev/lib/chain.mjs";
import { rpc } from "../../dev/lib/json-rpc.mjs";
import { inRoot } from "../../dev/lib/paths.mjs";
import { freePorts } from "../../dev/lib/ports.mjs";
import { start } from "../../dev/lib/processes.mjs";

const CHAIN_ID = 4242;
const OWNER_SELECTOR = "0x8da5cb5b"; // owner()
const [deployer, owner] = LOCAL_ACCOUNTS;
const POOR_KEY = `0x${"11".repeat(32)}`;

let chain;
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "chain-"));
  process.env.FOUNDRY_BROADCAST = join(folder, "broadcast"); // the records of real deployments stay apart
  const [port] = await freePorts(1);
  chain = await startChain({ port, chainId: CHAIN_ID });
});
after(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the script as make does. */
async function deployContract(changed = {}) {
  const env = {
    RPC_URL: chain.url,
    CHAIN_ID: String(CHAIN_ID),
    DEPLOYER_PRIVATE_KEY: deployer.key,
    REGISTRY_OWNER: owner.address,
    INGEST_URL: "rtmps://live.cloudflare.com:443/live/",
    CONFIRM: "",
    ...changed,
  };
  const program = start("node", [inRoot("dev/deploy-contract.mjs")], { env });
  const { code } = await program.exited;
  return { code, said: program.logs() };
}

const transactionsSent = async () =>
  Number(await rpc(chain.url, "eth_getTransactionCount", [deployer.address, "latest"]));

const ownerOf = async (url, registry) => {
  const word = await rpc(url, "eth_call", [{ to: registry, data: OWNER_SELECTOR }, "latest"]);
  return `0x${word.slice(-40)}`;
};

test("without CONFIRM=yes it says chain, deployer and cost, and sends nothing", async () => {
  const { code, said } = await deployContract();
  assert.equal(code, 0, said);
  assert.match(said, /^chain {5}4242$/m);
  assert.match(said, new RegExp(`^deployer {2}${deployer.address}$`, "m"));
  assert.match(said, /^cost {6}0\.\d+ ether at the most: \d{7} gas at [\d.]+ gwei$/m);
  assert.match(said, /Nothing was sent/);
  assert.equal(await transactionsSent(), 0);
});

test("with CONFIRM=yes the registry is where it said, with its owner", async () => {
  const sentBefore = await transactionsSent();
  const { code, said } = await deployContract({ CONFIRM: "yes" });
  assert.equal(code, 0, said);
  const [, promised] = said.match(/^registry {2}(0x\w{40})$/m);
  const [, registry] = said.match(/^Sent\. The registry is at (0x\w{40})$/m);
  assert.equal(registry, promised);
  assert.equal(await ownerOf(chain.url, registry), owner.address.toLowerCase());
  assert.equal(await transactionsSent(), sentBefore + 1);
});

test("another chain than CHAIN_ID is refused, even with CONFIRM=yes", async () => {
  const sentBefore = await transactionsSent();
  const { code, said } = await deployContract({ CHAIN_ID: "1", CONFIRM: "yes" });
  assert.equal(code, 1);
  assert.match(said, /This is chain 4242, not 1/);
  assert.equal(await transactionsSent(), sentBefore);
});

test("a deployer without ether is told so before anything is sent", async () => {
  const { code, said } = await deployContract({ DEPLOYER_PRIVATE_KEY: POOR_KEY, CONFIRM: "yes" });
  assert.equal(code, 1);
  assert.match(said, /has not got that much/);
});

test("what is missing is named, and what is wrong is not shown", async () => {
  const { code, said } = await deployContract({ RPC_URL: "", DEPLOYER_PRIVATE_KEY: deployer.key.slice(2) });
  assert.equal(code, 1);
  assert.match(said, /^ {2}RPC_URL: /m);
  assert.match(said, /^ {2}DEPLOYER_PRIVATE_KEY: /m);
  assert.ok(!said.includes("CHAIN_ID"), said);
});

test("the private key is in nothing that is said, whatever happens", async () => {
  const runs = [
    await deployContract(),
    await deployContract({ CHAIN_ID: "1" }),
    await deployContract({ REGISTRY_OWNER: `0x${"0".repeat(40)}` }), // the constructor refuses it
    await deployContract({ RPC_URL: "http://127.0.0.1:1" }),
    await deployContract({ DEPLOYER_PRIVATE_KEY: `${deployer.key}00` }),
  ];
  for (const { said } of runs) assert.ok(!said.toLowerCase().includes(deployer.key.slice(2, 34)), said);
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 1, 1, 1, 1],
  );
});

test("a local chain that was stopped goes on where it was", async () => {
  const [port] = await freePorts(1);
  const options = { port, stateFile: join(folder, "state.json") };
  const first = await startChain(options);
  const registry = await deployRegistry(first.url, deployer.key);
  await first.stop();
  const second = await startChain(options);
  try {
    assert.equal(await ownerOf(second.url, registry), deployer.address.toLowerCase());
  } finally {
    await second.stop();
  }
});

test("a local chain makes blocks in its own time when asked to", async () => {
  const [port] = await freePorts(1);
  const timed = await startChain({ port, blockTimeS: 1 });
  try {
    const registry = await deployRegistry(timed.url, deployer.key, { owner: owner.address });
    assert.equal(await ownerOf(timed.url, registry), owner.address.toLowerCase());
  } finally {
    await timed.stop();
  }
});
