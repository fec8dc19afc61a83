// Who is looking at the page. The access token lives here, in memory alone; the refresh token in a cookie that no
// script can read. Without an account somebody is a guest, silently.

import { hasStatus } from "../api/problem";
import { send } from "../api/send";
import { remember, remembered } from "../lib/remembered";
import { Store } from "../lib/store";

export interface Account {
  id: number;
  username: string;
  role: "user" | "admin" | "media";
  createdAt: string;
}

interface Login {
  user?: Account;
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

/** A token is renewed when it counts for less than this. */
const MARGIN_MS = 30_000;
/** Asks the Worker to keep the refresh token in the cookie. */
const BY_COOKIE = { "x-session": "cookie" };
/** Says that there is a cookie worth trying; nothing secret. */
const HINT = "signed-in";

/** The account; null for a guest, undefined until that is known. */
export const account = new Store<Account | null | undefined>(undefined);

let access: { token: string; expiresAt: number } | null = null;
let renewing: Promise<string> | null = null;

/** A token that counts for a while yet. */
export async function token(): Promise<string> {
  if (access && access.expiresAt - MARGIN_MS > Date.now()) return access.token;
  return renewed();
}

/** A new token, however good the last one seems: the API refused it, or it stands for somebody else. */
export function renewed(): Promise<string> {
  renewing ??= enter().finally(() => {
    renewing = null;
  });
  return renewing;
}

/** @throws Problem as the API words it */
export async function signIn(username: string, password: string): Promise<void> {
  accept(await post("/auth/login", { username, password }));
  announce();
}

/** @throws Problem as the API words it */
export async function register(username: string, password: string): Promise<void> {
  accept(await post("/auth/register", { username, password }));
  announce();
}

/** @throws Problem when nobody answers: then they are still signed in */
export async function signOut(): Promise<void> {
  await post("/auth/logout", undefined).catch(unlessOver);
  remember(HINT, null);
  access = null;
  announce();
  await renewed();
}

/** A session that is over already cannot be ended. */
function unlessOver(error: unknown): void {
  if (!hasStatus(error, 401)) throw error;
}

const post = (path: string, json: unknown) => send<Login>(path, { method: "POST", json, headers: BY_COOKIE });

async function enter(): Promise<string> {
  if (remembered(HINT) !== null) {
    const login = await refreshed();
    if (login) return accept(login);
  }
  return accept(await send<Login>("/auth/guest", { method: "POST", json: {} }));
}

/** The session goes on; null when it is over. One tab at a time: a refresh token counts once. */
async function refreshed(): Promise<Login | null> {
  try {
    return await navigator.locks.request("liveroom.refresh", () => post("/auth/refresh", undefined));
  } catch (error) {
    unlessOver(error);
    remember(HINT, null);
    return null;
  }
}

function accept({ user, accessToken, expiresIn }: Login): string {
  access = { token: accessToken, expiresAt: Date.now() + expiresIn * 1_000 };
  remember(HINT, user ? "yes" : null);
  if (account.value?.id !== user?.id || account.value === undefined) account.value = user ?? null;
  return accessToken;
}

// The other tabs of this browser are the same person.
const tabs = new BroadcastChannel("liveroom.session");
const announce = () => tabs.postMessage("changed");
tabs.addEventListener("message", () => {
  access = null;
  renewed().catch(() => {}); // the next call says what is wrong
});
