// The register of rooms on a chain of this machine, and how anyone reads it: by JSON-RPC alone, with nothing of ours.

import assert from "node:assert/strict";
import { after } from "node:test";
import { deployRegistry, LOCAL_ACCOUNTS, startChain } from "../../dev/lib/chain.mjs";
import { rpc } from "../../dev/lib/json-rpc.mjs";
import { freePorts } from "../../dev/lib/ports.mjs";
import { eventually } from "./eventually.mjs";

export const [DEPLOYER, SENDER, HOST] = LOCAL_ACCOUNTS;
const STATUS = ["none", "created", "live", "ended"];
export const ROOM_ID = /^0x[0-9a-f]{64}$/;

const hex = (text) => `0x${Buffer.from(text).toString("hex")}`;
const word = (data, index) => data.slice(2 + 64 * index, 2 + 64 * (index + 1));

/**
 * @typedef {Awaited<ReturnType<typeof startRegister>>} Register
 */

/**
 * A chain with a register on it, stopped after the file's last test.
 *
 * @param {{blockTimeS?: number}} [options]
 */
export async function startRegister({ blockTimeS } = {}) {
  const [port] = await freePorts(1);
  const chain = await startChain({ port, ...(blockTimeS && { blockTimeS }) });
  after(() => chain.stop());
  const contract = await deployRegistry(chain.url, DEPLOYER.key);
  const call = (method, params) => rpc(chain.url, method, params);
  const keccak = async (text) => call("web3_sha3", [hex(text)]);
  const read = async (signature, ...words) => {
    const selector = (await keccak(signature)).slice(0, 10);
    return call("eth_call", [{ to: contract, data: selector + words.join("") }, "latest"]);
  };

  /** The room's status, version and title, as the contract stores them. */
  async function room(id) {
    const data = await read("getRoom(bytes32)", id.slice(2));
    const number = (index) => Number.parseInt(word(data, index), 16);
    const length = number(10);
    return {
      host: `0x${word(data, 1).slice(24)}`,
      sessionId: word(data, 2).slice(0, 32),
      version: number(5),
      status: STATUS[number(6)],
      commitment: `0x${word(data, 8)}`,
      title: Buffer.from(data.slice(2 + 64 * 11, 2 + 64 * 11 + 2 * length), "hex").toString(),
    };
  }

  /** How often each event of a room, or of all rooms, was seen. */
  async function events(id = null) {
    const counts = {};
    for (const [name, signature] of Object.entries(EVENTS)) {
      const topics = [await keccak(signature), id];
      const logs = await call("eth_getLogs", [{ address: contract, fromBlock: "0x0", topics }]);
      if (logs.length > 0) counts[name] = logs.length;
    }
    return counts;
  }

  return {
    chain,
    contract,
    call,
    room,
    events,
    roomCount: async () => Number(await read("roomCount()")),
    /** Transactions of an account: those in blocks, or those that wait as well. */
    count: async (tag = "latest", { address } = SENDER) =>
      Number(await call("eth_getTransactionCount", [address, tag])),
    eventuallyIs: (id, status) =>
      eventually(async () => assert.equal((await room(id)).status, status, "on the chain")),
    /** Settings with which a Worker writes there. */
    settings: (urls = [chain.url]) => ({
      REGISTRY_RPC_URLS: urls.join(","),
      REGISTRY_CHAIN_ID: String(chain.chainId),
      REGISTRY_CONTRACT: contract,
      REGISTRY_SENDER_KEY: SENDER.key,
      REGISTRY_CONFIRMATIONS: "1",
      REGISTRY_POLL_MS: "200",
      REGISTRY_RPC_LIMIT_MS: "1000",
      REGISTRY_BUMP_MS: "3000",
    }),
  };
}

const EVENTS = {
  created: "RoomCreated(bytes32,address,bytes16,bytes32,uint8,string)",
  updated: "RoomUpdated(bytes32,uint32,uint8,string)",
  live: "RoomLive(bytes32,uint32)",
  rotated: "KeyRotated(bytes32,uint32,bytes32)",
  ended: "RoomEnded(bytes32,uint32)",
};
