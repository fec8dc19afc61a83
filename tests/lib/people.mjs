// Somebody to call the API.

import { randomBytes } from "node:crypto";
import { client, expect } from "./client.mjs";
import { ownToken } from "./jwt.mjs";

export const PASSWORD = "correct horse battery";

export const uniqueName = (prefix = "user") => `${prefix}_${randomBytes(6).toString("hex")}`;

/**
 * Registers somebody new.
 *
 * @param {string} url
 * @param {Parameters<typeof client>[2]} [onReply]
 */
export async function newUser(url, onReply) {
  const username = uniqueName();
  const account = { username, password: PASSWORD };
  const welcome = await expect(client(url).post("/auth/register", account), 201);
  return signedIn(url, welcome, onReply);
}

/** The same person in another session. */
export async function logIn(url, { username }) {
  return signedIn(url, await expect(client(url).post("/auth/login", { username, password: PASSWORD }), 200));
}

function signedIn(url, { user, accessToken, refreshToken }, onReply) {
  return {
    id: user.id,
    username: user.username,
    token: accessToken,
    refreshToken,
    ...client(url, accessToken, onReply),
  };
}

/** Somebody without an account. */
export async function newGuest(url, onReply) {
  const { accessToken } = await expect(client(url).post("/auth/guest", {}), 200);
  return { token: accessToken, ...client(url, accessToken, onReply) };
}

/** Somebody with an account who runs the deployment. */
export async function newAdmin(url) {
  const user = await newUser(url);
  const token = ownToken({ sub: String(user.id), name: user.username, role: "admin" });
  return { ...user, token, ...client(url, token) };
}
