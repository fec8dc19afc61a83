// What the page of one's account says, in English.

import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const en = {
  whoTitle: "Who you are",
  username: "Username",
  number: "Account number",
  numberHint: "By it others can make you a moderator.",
  role: "Role",
  roles: { user: "User", admin: "Admin", media: "Media server", guest: "Guest" },
  since: "Member since",
  sessionsTitle: "Where you are signed in",
  sessionsHint: "Each browser and program that is signed in as you. End what you do not know.",
  current: "This one",
  used: (when: string) => `Last used ${when}`,
  begun: (when: string) => `Signed in ${when}`,
  device: (browser: string, system: string) => `${browser} on ${system}`,
  unknown: "Unknown device",
  program: (name: string) => `Program ${name}`,
  end: "End",
  ended: (device: string) => `Ended: ${device}.`,
  endOthers: "End all others",
  endOthersTitle: "End all other sessions?",
  endOthersHint: "You stay signed in here. Everywhere else you have to sign in again.",
  endOthersSure: "End all others",
  othersEnded: (count: number) =>
    plural(count, { one: "One other session was ended.", other: "# other sessions were ended." }),
  onlyThis: "You are signed in nowhere else.",
  signOutHere: "Sign out here",
};
