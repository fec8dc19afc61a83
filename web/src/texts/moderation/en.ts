// What the moderation of a chat says, in English.

import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const en = {
  title: "Chat moderation",
  hint: "What you set here holds at once, also for those who are in the chat.",
  notStaff: "Only the host, the moderators of this chat and admins can look in here.",
  account: (id: number) => `account #${id}`,
  guest: (id: string) => `guest ${id}`,
  settings: {
    title: "Rules",
    slowMode: "Slow mode: seconds between two messages of one person",
    slowModeHint: "0 for none, at most 21,600 (6 hours).",
    slowModeFault: "A whole number from 0 to 21,600.",
    guests: "Guests may write",
    links: "Links are allowed",
    age: "Accounts must be this old to write",
    ageHint: "0 for no limit, at most a year.",
    ageFault: "A whole number, and at most a year.",
    unit: "Unit of the age",
    units: { minutes: "minutes", hours: "hours", days: "days" },
    words: "Blocked words",
    wordsHint:
      "One word or phrase a line, at most 200 lines of 50 characters. They are found in any case and disguise.",
    wordsFault: "At most 200 lines of 50 characters.",
    save: "Save the rules",
    saving: "Saving …",
    saved: "Saved. The rules hold from now on.",
    unsaved: "Not saved yet",
  },
  person: {
    label: "Who",
    hint: "A name from this chat, or the number of an account.",
    unknown: (name: string) => `Nobody called ${name} wrote here lately. Give the number of the account.`,
    noSuch: "There is no such account.",
  },
  bans: {
    title: "Bans",
    none: "Nobody is banned.",
    forGood: "for good",
    until: (when: string) => `until ${when}`,
    by: (name: string) => `by ${name}`,
    reasonWas: (reason: string) => `Reason: ${reason}`,
    lift: "Lift",
    liftOne: (name: string) => `Lift the ban of ${name}`,
    lifted: (name: string) => `${name} may write again.`,
    length: "How long",
    lengths: {
      minutes10: "10 minutes",
      hour: "1 hour",
      day: "1 day",
      week: "1 week",
      forGood: "For good",
    },
    reason: "Reason, for the staff only",
    ban: "Ban",
    banned: (name: string) => `${name} is banned.`,
    notBannable: "The host cannot be banned, and nobody can ban themselves.",
  },
  moderators: {
    title: "Moderators",
    none: "This chat has no moderators yet.",
    hint: "They delete messages, ban, and change the rules. Only the host and admins choose them.",
    since: (when: string) => `since ${when}`,
    remove: "Remove",
    removeOne: (name: string) => `Remove ${name} as moderator`,
    removed: (name: string) => `${name} is no moderator any more.`,
    add: "Make moderator",
    added: (name: string) => `${name} is a moderator now.`,
    guestFault: "Only people with an account can be moderators.",
  },
  acts: {
    title: "What was done",
    none: "Nothing was done yet.",
    deleted: (by: string, who: string) => `${by} deleted a message of ${who}`,
    banned: (by: string, who: string, until: string) => `${by} banned ${who} ${until}`,
    unbanned: (by: string, who: string) => `${by} lifted the ban of ${who}`,
    moderatorAdded: (by: string, who: string) => `${by} made ${who} a moderator`,
    moderatorRemoved: (by: string, who: string) => `${by} took the moderator’s rights of ${who} away`,
    settings: (by: string) => `${by} changed the rules`,
    rules: {
      slowMode: (seconds: number) =>
        seconds === 0
          ? "no slow mode"
          : plural(seconds, { one: "a message a second", other: "a message every # seconds" }),
      guests: (may: boolean): string => (may ? "guests may write" : "guests may not write"),
      links: (may: boolean): string => (may ? "links allowed" : "no links"),
      age: (seconds: number) =>
        seconds === 0
          ? "accounts of any age"
          : plural(Math.ceil(seconds / 60), {
              one: "accounts at least # minute old",
              other: "accounts at least # minutes old",
            }),
      words: (count: number) => plural(count, { one: "# blocked word", other: "# blocked words" }),
    },
  },
  log: {
    title: "Download the chat",
    hint: "Everything that was said and not deleted, one message a line (NDJSON).",
    start: "Download",
    running: (size: string) => `Fetching … ${size}`,
    done: "The chat was handed to your downloads.",
    brokenOff: "The download broke off. Try again.",
  },
};
