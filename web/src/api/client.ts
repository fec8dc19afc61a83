// Calls with the caller's token. A token that ended early is replaced once.

import { renewed, token } from "../session/session";
import { hasStatus } from "./problem";
import { type Sent, send } from "./send";

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

type Options = Pick<Sent, "signal">;

async function call<T>(method: string, path: string, json: unknown, options: Options): Promise<T> {
  try {
    return await send<T>(path, { method, json, token: await token(), ...options });
  } catch (error) {
    if (!hasStatus(error, 401)) throw error;
    return send<T>(path, { method, json, token: await renewed(), ...options });
  }
}

/** The API; every call throws a Problem when it is refused. */
export const api = {
  get: <T>(path: string, options: Options = {}) => call<T>("GET", path, undefined, options),
  post: <T>(path: string, json?: unknown) => call<T>("POST", path, json, {}),
  put: <T>(path: string, json?: unknown) => call<T>("PUT", path, json, {}),
  delete: <T = void>(path: string) => call<T>("DELETE", path, undefined, {}),
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
