// JSON-RPC to a node of a chain.

const LIMIT_MS = 15_000;

/**
 * @param {string} url
 * @param {string} method
 * @param {unknown[]} [params]
 * @returns {Promise<any>}
 * @throws when the node does not answer, or answers with an error
 */
export async function rpc(url, method, params = []) {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!reply.ok) throw new Error(`${method}: the node answered ${reply.status}`);
  const { result, error } = await reply.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}
