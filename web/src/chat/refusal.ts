// Why something cannot be written, in the words of whoever writes.

import type { Texts } from "../texts";
import { dayAndTime } from "../texts/format";
import type { Refusal } from "./pending";

/** Whole seconds until it is over; 0 when it is, or nobody knows. */
export const secondsLeft = ({ until }: Refusal): number =>
  until === null ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1_000));

export function refusalText({ chat }: Texts, refusal: Refusal): string {
  const { code, until } = refusal;
  switch (code) {
    case "banned":
      return until === null ? chat.banned : chat.bannedFor(dayAndTime(until));
    case "slow_mode":
      return chat.slowModeWait(secondsLeft(refusal));
    case "rate_limited":
      return chat.rateLimited(secondsLeft(refusal));
    case "account_too_new":
      return chat.tooNew(dayAndTime(until ?? Date.now()));
    case "links_not_allowed":
      return chat.links;
    case "blocked_word":
      return chat.blockedWord;
    case "guests_may_not_chat":
      return chat.guestsMayNot;
    case "session_revoked":
      return chat.sessionOver;
    case "not_allowed":
      return chat.notAllowed;
    case "unavailable":
      return chat.unavailable;
    default:
      return chat.malformed;
  }
}
