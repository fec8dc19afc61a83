// How a registry of rooms gets onto a chain: by forge, which signs, and contracts/script/Deploy.s.sol.

import { foundryTool } from "./foundry.mjs";
import { rpc } from "./json-rpc.mjs";
import { run } from "./processes.mjs";

/**
 * @typedef {object} Deployment
 * @property {number} chainId
 * @property {string} deployer address that pays
 * @property {string} registry address of the contract
 * @property {number} gas at the most
 * @property {string} gasPriceGwei at the most
 * @property {string} costEther at the most
 */

/**
 * Goes through the deployment of a registry, and sends it only when asked to.
 *
 * @param {object} options
 * @param {string} options.rpcUrl
 * @param {number} options.chainId which chain it has to be
 * @param {string} options.key private key of the deployer, 0x and 64 hex digits
 * @param {string} options.owner address that will own the contract
 * @param {string} options.ingestUrl where rooms are published to
 * @param {boolean} options.send
 * @returns {Promise<Deployment>}
 */
export async function deploy({ rpcUrl, chainId, key, owner, ingestUrl, send }) {
  const found = Number(await rpc(rpcUrl, "eth_chainId"));
  if (found !== chainId) throw new Error(`This is chain ${found}, not ${chainId}. Nothing was sent.`);
  const env = {
    RPC_URL: rpcUrl,
    CHAIN_ID: String(chainId),
    DEPLOYER_PRIVATE_KEY: key,
    REGISTRY_OWNER: owner,
    INGEST_URL: ingestUrl,
  };
  const args = ["script", "Deploy", "--rpc-url", "target", ...(send ? ["--broadcast"] : [])];
  const said = await run(foundryTool("forge"), args, { env });
  const deployment = { chainId, ...read(said) };
  if (send) await mustBeThere(rpcUrl, deployment.registry);
  return deployment;
}

/** forge's JSON has the arguments of every call in it, the private key among them; its text has not. */
function read(said) {
  const find = (pattern) => {
    const found = said.match(pattern);
    if (!found) throw new Error(`forge did not say ${pattern}:\n${said}`);
    return found[1];
  };
  return {
    deployer: find(/^deployer: address (0x\w{40})$/m),
    registry: find(/^registry: contract RoomRegistry (0x\w{40})$/m),
    gas: Number(find(/^Estimated total gas used for script: (\d+)$/m)),
    gasPriceGwei: find(/^Estimated gas price: ([\d.]+) gwei$/m),
    costEther: find(/^Estimated amount required: ([\d.]+) /m),
  };
}

async function mustBeThere(rpcUrl, address) {
  const code = await rpc(rpcUrl, "eth_getCode", [address, "latest"]);
  if (code === "0x") throw new Error(`There is no contract at ${address}`);
}
