// A chain on this machine, for `make dev` and tests.

import { foundryTool } from "./foundry.mjs";
import { rpc } from "./json-rpc.mjs";
import { start } from "./processes.mjs";
import { deploy } from "./registry.mjs";
import { waitFor } from "./wait.mjs";

const START_LIMIT_MS = 60_000;

/** anvil's first accounts have 10,000 ether each. Everyone knows their keys: for local chains alone. */
export const LOCAL_ACCOUNTS = [
  {
    address: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    key: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  },
  {
    address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    key: "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  },
  {
    address: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
    key: "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  },
];

/**
 * @typedef {object} Chain
 * @property {string} url JSON-RPC
 * @property {number} chainId
 * @property {() => Promise<void>} stop writes the state
 * @property {() => Promise<void>} kill as a crash would: the state stays as it was last written
 * @property {number} pid
 * @property {() => string} logs
 * @property {import("./processes.mjs").Running["exited"]} exited
 */

/**
 * Starts anvil and waits until it answers.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {number} [options.chainId]
 * @param {string} [options.stateFile] read at the start, where it is there, and written at the end
 * @param {number} [options.blockTimeS] seconds between blocks; without, each transaction makes its own
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<Chain>}
 */
export async function startChain({ port, chainId = 31337, stateFile, blockTimeS, onLine }) {
  const where = ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId)];
  const state = stateFile ? ["--state", stateFile] : [];
  const blocks = blockTimeS ? ["--block-time", String(blockTimeS)] : [];
  const anvil = start(foundryTool("anvil"), [...where, ...state, ...blocks], { onLine });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(anvil, url);
  const { pid, stop, kill, logs, exited } = anvil;
  return { url, chainId, pid, stop, kill, logs, exited };
}

async function untilAnswering(anvil, url) {
  try {
    await waitFor("the chain to answer", () => rpc(url, "eth_chainId"), {
      timeoutMs: START_LIMIT_MS,
      pointless: () => !anvil.isRunning(),
    });
  } catch (error) {
    await anvil.stop();
    throw new Error(`${error.message}\n${anvil.logs()}`);
  }
}

/**
 * Puts a registry onto a local chain.
 *
 * @param {string} rpcUrl
 * @param {string} key of an account with ether
 * @param {{owner?: string, ingestUrl?: string}} [options]
 * @returns {Promise<string>} its address
 */
export async function deployRegistry(
  rpcUrl,
  key,
  { owner = LOCAL_ACCOUNTS[0].address, ingestUrl = "rtmps://live.cloudflare.com:443/live/" } = {},
) {
  const chainId = Number(await rpc(rpcUrl, "eth_chainId"));
  const { registry } = await deploy({ rpcUrl, chainId, key, owner, ingestUrl, send: true });
  return registry;
}
