// What the page for admins says, in English.

import type { FailureKind } from "../../api/ops";
import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const en = {
  title: "Operations",
  signInTitle: "Sign in as an admin",
  signInHint: "This page shows what goes on here to those who run it.",
  notForYou: "This page is for admins",
  notForYouHint:
    "Your account is not an admin's. Whoever runs this deployment can change that; then sign in again.",

  health: "Health",
  overall: { ok: "All is well", degraded: "Something does not answer", failing: "Failing" },
  states: { ok: "Answers", failing: "Does not answer", off: "Not set up" },
  dependencies: {
    database: "Database",
    rooms: "Rooms",
    storage: "Storage",
    stream: "Cloudflare Stream",
    registry: "Registry",
  } as Record<string, string>,
  latency: (ms: number) => `${ms} ms`,
  pending: (count: number) => plural(count, { one: "# write on its way", other: "# writes on their way" }),

  activity: "Activity",
  range: "How far back",
  ranges: { hour: "Hour", day: "Day", week: "Week" },
  viewers: "Viewers",
  liveStreams: "Live streams",
  messages: "Messages",
  messagesMinutely: "Messages a minute",
  messagesHourly: "Messages an hour",
  noData: "Nothing known yet",
  chart: (title: string, last: number | null, most: number) =>
    last === null
      ? `${title}: nothing known yet`
      : `${title}: ${last} last, ${most} at the most. A table follows.`,
  asTable: "As a table",
  table: (name: string) => `Table: ${name}`,

  live: "Live now",
  noLiveHint: "A stream shows up here as soon as its encoder publishes.",
  providers: { selfhosted: "Own media server", cloudflare: "Cloudflare Stream" },
  columns: {
    title: "Title",
    owner: "Owner",
    since: "Started",
    viewers: "Viewers",
    provider: "Provider",
    time: "Time",
    stream: "Stream",
    source: "Source",
    event: "Event",
    verdict: "Verdict",
    client: "Client",
  },

  failures: "What failed",
  kind: "What is shown",
  kinds: { job: "Jobs", video: "Videos", room: "Registry rooms" } as Record<FailureKind, string>,
  noFailures: "Nothing failed",
  noFailuresHint: {
    job: "A message that its queue gave up after ten tries is kept here for 30 days.",
    video: "Videos that could not be made ready show up here with the reason.",
    room: "Rooms that the registry cannot take show up here with the reason.",
  } as Record<FailureKind, string>,
  overdueInStorage: (count: number) =>
    plural(count, {
      one: "# object has waited for more than an hour to be removed from storage.",
      other: "# objects have waited for more than an hour to be removed from storage.",
    }),
  overdueAtStream: (count: number) =>
    plural(count, {
      one: "# thing has waited for more than an hour to be removed at Cloudflare Stream.",
      other: "# things have waited for more than an hour to be removed at Cloudflare Stream.",
    }),
  jobName: (queue: string, id: number) => `${queue} ${id}`,
  noCause: "The cause was not seen: the Worker itself was stopped.",
  message: "Message",
  retry: "Put back into its queue",
  retried: (when: string) => `Put back ${when}`,
  remove: "Remove",
  removeTitle: "Remove this failure?",
  removeHint: "The message is gone for good. What it was to do is not done.",
  toStream: (id: number) => `Stream ${id}`,

  log: "Media events",
  filters: "Narrow the log",
  any: "Any",
  from: "From",
  to: "To before",
  reset: "Show everything",
  follow: "Refresh by itself",
  shown: (count: number, hasMore: boolean) =>
    plural(count, { one: "# event shown", other: "# events shown" }) + (hasMore ? ", there are more" : ""),
  noEvents: "No events",
  noEventsHint: "Nothing that fits was received.",
  verdicts: {
    started: "a broadcast began",
    resumed: "the encoder is back",
    already_live: "published already",
    alive: "a sign of life",
    interrupted: "the publisher left",
    publisher_left: "one publisher left",
    ended: "the broadcast is over",
    viewer_joined: "one viewer more",
    viewer_left: "one viewer less",
    noted: "kept, changes nothing",
    not_the_publisher: "not of the publisher",
    late: "older than what is known",
    not_live: "nothing to end",
    repeated: "heard before",
    refused_late: "had ended before",
    refused_over: "must publish anew",
    refused_gone: "stream deleted",
    refused_key: "unknown key",
  },
};
