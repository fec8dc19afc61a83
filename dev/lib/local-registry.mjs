// The register of rooms on a chain of this machine, for the local run. Its keys are everyone's.

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { deployRegistry, LOCAL_ACCOUNTS, startChain } from "./chain.mjs";
import { rpc } from "./json-rpc.mjs";

const [DEPLOYER, SENDER] = LOCAL_ACCOUNTS;
/** Where the deployer's first transaction puts a contract. */
const CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const BLOCK_TIME_S = 1;

/**
 * Starts the chain, and puts the register there unless it is there from an earlier run.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.stateFile
 * @returns {Promise<{chain: import("./chain.mjs").Chain, settings: Record<string, string>}>} `settings` are the Worker's
 */
export async function startLocalRegistry({ port, stateFile }) {
  await mkdir(dirname(stateFile), { recursive: true });
  const chain = await startChain({ port, stateFile, blockTimeS: BLOCK_TIME_S });
  if ((await rpc(chain.url, "eth_getCode", [CONTRACT, "latest"])) === "0x") {
    const contract = await deployRegistry(chain.url, DEPLOYER.key);
    if (contract !== CONTRACT) throw new Error(`The registry is at ${contract}: remove ${stateFile}`);
  }
  return { chain, settings: settings(chain) };
}

const settings = ({ url, chainId }) => ({
  REGISTRY_RPC_URLS: url,
  REGISTRY_CHAIN_ID: String(chainId),
  REGISTRY_CONTRACT: CONTRACT,
  REGISTRY_SENDER_KEY: SENDER.key,
  REGISTRY_CONFIRMATIONS: "2",
  REGISTRY_POLL_MS: "500",
});
