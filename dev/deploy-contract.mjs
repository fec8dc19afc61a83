// `make deploy-contract`: puts a registry on a chain. It only says what it would do, until CONFIRM=yes.

import { rpc } from "./lib/json-rpc.mjs";
import { deploy } from "./lib/registry.mjs";

/** What has to be set, each with the form that it has to have. */
const SETTINGS = {
  RPC_URL: { form: /^https?:\/\/\S+$/, meaning: "JSON-RPC address of a node" },
  CHAIN_ID: { form: /^[1-9]\d{0,15}$/, meaning: "the chain that it has to be" },
  DEPLOYER_PRIVATE_KEY: { form: /^0x[0-9a-fA-F]{64}$/, meaning: "who pays" },
  REGISTRY_OWNER: { form: /^0x[0-9a-fA-F]{40}$/, meaning: "who names relayers and may pause" },
  INGEST_URL: { form: /^\S+$/, meaning: "where rooms are published to, without a key" },
};

/** Says all that is wrong at once, and never what was set: one of them is a secret. */
function settings() {
  const wrong = Object.entries(SETTINGS).filter(([name, { form }]) => !form.test(process.env[name] ?? ""));
  if (wrong.length === 0) return process.env;
  const lines = wrong.map(([name, { form, meaning }]) => `  ${name}: ${meaning}, ${form}`);
  throw new Error(`Not set, or not in this form:\n${lines.join("\n")}`);
}

const inWei = (ether) => {
  const [whole, part = ""] = ether.split(".");
  return BigInt(whole + part.padEnd(18, "0"));
};

function tell({ chainId, deployer, registry, gas, gasPriceGwei, costEther }, { REGISTRY_OWNER, INGEST_URL }) {
  console.log(`chain     ${chainId}`);
  console.log(`deployer  ${deployer}`);
  console.log(`owner     ${REGISTRY_OWNER}`);
  console.log(`ingest    ${INGEST_URL}`);
  console.log(`registry  ${registry}`);
  console.log(`cost      ${costEther} ether at the most: ${gas} gas at ${gasPriceGwei} gwei`);
}

async function main() {
  const env = settings();
  const plan = {
    rpcUrl: env.RPC_URL,
    chainId: Number(env.CHAIN_ID),
    key: env.DEPLOYER_PRIVATE_KEY,
    owner: env.REGISTRY_OWNER,
    ingestUrl: env.INGEST_URL,
  };
  const trial = await deploy({ ...plan, send: false });
  tell(trial, env);
  const balance = BigInt(await rpc(plan.rpcUrl, "eth_getBalance", [trial.deployer, "latest"]));
  if (balance < inWei(trial.costEther))
    throw new Error("The deployer has not got that much. Nothing was sent.");
  if (env.CONFIRM !== "yes") return console.log("\nNothing was sent. CONFIRM=yes sends it.");
  const { registry } = await deploy({ ...plan, send: true });
  console.log(`\nSent. The registry is at ${registry}`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
