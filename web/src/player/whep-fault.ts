// Why there is no picture by WebRTC.

import type { Health } from "./playback";

/** `absent`: nobody publishes; `silent`: a connection, and nothing comes by it. */
export type WhepFault = "absent" | "offline" | "refused" | "blocked" | "silent";

/** A broadcast that did not come. */
export class WhepError extends Error {
  readonly fault: WhepFault;

  constructor(fault: WhepFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Why a session was refused with this status; 0 when nobody answered. */
export function refusalOf(status: number): WhepFault {
  if (status === 0) return "offline";
  return status === 404 || status === 409 || status === 410 ? "absent" : "refused";
}

/** How the picture is then. */
export const healthOf = (fault: WhepFault): Health =>
  (
    ({ absent: "absent", silent: "absent", offline: "lost", refused: "failing", blocked: "blocked" }) as const
  )[fault];
