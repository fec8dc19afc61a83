// One request to this origin's API.

import { Problem } from "./problem";

export interface Sent {
  method?: string;
  json?: unknown;
  token?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends a request and reads its JSON; undefined where there is none.
 *
 * @throws Problem for a refusal, and when nobody answers
 */
export async function send<T>(
  path: string,
  { method = "GET", json, token, headers, signal }: Sent = {},
): Promise<T> {
  const reply = await reach(path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(signal && { signal }),
  });
  if (!reply.ok) throw await Problem.from(reply);
  const isJson = reply.headers.get("content-type")?.startsWith("application/json");
  return (isJson ? await reply.json() : undefined) as T;
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw Problem.offline();
  }
}
