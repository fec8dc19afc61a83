// One request to this origin's API.

import { Problem } from "./problem";

export interface Sent {
  method?: string;
  json?: unknown;
  /** What is not JSON; its type then goes in `headers`. */
  body?: Blob;
  token?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends a request and reads its JSON; undefined where there is none.
 *
 * @throws Problem for a refusal, and when nobody answers
 */
export async function send<T>(path: string, sent: Sent = {}): Promise<T> {
  const reply = await answer(path, sent);
  const isJson = reply.headers.get("content-type")?.startsWith("application/json");
  return (isJson ? await reply.json() : undefined) as T;
}

/**
 * The same, with the answer as it comes: for what is not JSON, or too large to be held.
 *
 * @throws Problem for a refusal, and when nobody answers
 */
export async function answer(
  path: string,
  { method = "GET", json, body, token, headers, signal }: Sent = {},
): Promise<Response> {
  const content = json !== undefined ? JSON.stringify(json) : body;
  const reply = await reach(path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
    ...(signal && { signal }),
  });
  if (!reply.ok) throw await Problem.from(reply);
  return reply;
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw Problem.offline();
  }
}
