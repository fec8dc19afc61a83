// What the staff did, the newest first.

import { type ChatAct, listActs, type RoomSettings, type UserId } from "../../api/chat";
import { usePaged } from "../../lib/paged";
import { dayAndTime } from "../../texts/format";
import { type ModerationTexts, useModerationTexts } from "../../texts/moderation";
import { Entries } from "./entries";
import type { Room } from "./room";

const PAGE = 20;
const EVERY_MS = 20_000;

export function Acts({ room }: { room: Room }) {
  const words = useModerationTexts();
  const { streamId, name } = room;
  const list = usePaged(
    {
      ask: (cursor, signal) => listActs(streamId, { limit: PAGE, cursor }, signal),
      keyOf: (act) => JSON.stringify(act),
      everyMs: EVERY_MS,
      isLog: true,
    },
    [streamId],
  );
  return (
    <Entries list={list} none={words.acts.none}>
      {(act) => (
        <>
          <p>{sentence(words, name, act)}</p>
          <Why words={words} act={act} />
          <p class="quiet">
            <time dateTime={act.createdAt}>{dayAndTime(act.createdAt)}</time>
          </p>
        </>
      )}
    </Entries>
  );
}

function sentence({ acts, bans }: ModerationTexts, name: Room["name"], act: ChatAct): string {
  const by = name(act.by, act.byUsername);
  const who = (id: UserId) => name(id, act.username);
  switch (act.act) {
    case "message_deleted":
      return acts.deleted(by, who(act.target.userId));
    case "banned": {
      const { until } = act.detail;
      return acts.banned(by, who(act.target), until === null ? bans.forGood : bans.until(dayAndTime(until)));
    }
    case "unbanned":
      return acts.unbanned(by, who(act.target));
    case "moderator_added":
      return acts.moderatorAdded(by, who(act.target));
    case "moderator_removed":
      return acts.moderatorRemoved(by, who(act.target));
    case "settings_changed":
      return acts.settings(by);
  }
}

/** Why somebody was banned; what the rules were from then on. */
function Why({ words, act }: { words: ModerationTexts; act: ChatAct }) {
  if (act.act === "banned" && act.detail.reason) return <p>{words.bans.reasonWas(act.detail.reason)}</p>;
  return act.act === "settings_changed" ? <p>{rules(words, act.detail)}</p> : null;
}

function rules({ acts: { rules: words } }: ModerationTexts, settings: RoomSettings): string {
  return [
    words.slowMode(settings.slowModeSeconds),
    words.guests(settings.guestsMayChat),
    words.links(settings.linksAllowed),
    words.age(settings.minAccountAgeSeconds),
    words.words(settings.blockedWords.length),
  ].join(" · ");
}
