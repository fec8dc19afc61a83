// Calls with the caller's token. A token that ended early is replaced once.

import { renewed, token } from "../session/session";
import { hasStatus } from "./problem";
import { answer, type Sent, send } from "./send";

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type Options = Pick<Sent, "signal">;

async function withToken<T>(ask: (token: string) => Promise<T>): Promise<T> {
  try {
    return await ask(await token());
  } catch (error) {
    if (!hasStatus(error, 401)) throw error;
    return ask(await renewed());
  }
}

const call = <T>(method: string, path: string, json: unknown, options: Options): Promise<T> =>
  withToken((token) => send<T>(path, { method, json, token, ...options }));

/** The API; every call throws a Problem when it is refused. */
export const api = {
  get: <T>(path: string, options: Options = {}) => call<T>("GET", path, undefined, options),
  post: <T>(path: string, json?: unknown) => call<T>("POST", path, json, {}),
  put: <T>(path: string, json?: unknown) => call<T>("PUT", path, json, {}),
  delete: <T = void>(path: string) => call<T>("DELETE", path, undefined, {}),
  /** The answer as it comes: for headers, and for bodies that are no JSON. */
  raw: (path: string, sent: Omit<Sent, "token">) => withToken((token) => answer(path, { ...sent, token })),
};

/** A path with a query; what is undefined is left out. */
export function withQuery(
  path: string,
  query: Record<string, string | number | boolean | undefined>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `${path}?${search}` : path;
}
