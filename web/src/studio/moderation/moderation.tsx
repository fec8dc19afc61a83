// Who may say what in a stream's chat, for its staff.

import { useId, useState } from "preact/hooks";
import { getChatSettings, type RoomSettings, readHistory, type UserId } from "../../api/chat";
import { hasStatus } from "../../api/problem";
import { getStream } from "../../api/streams";
import { useLoaded } from "../../lib/load";
import { useStore } from "../../lib/store";
import { account } from "../../session/session";
import { useTexts } from "../../texts";
import { type ModerationTexts, useModerationTexts } from "../../texts/moderation";
import { Failure } from "../../ui/notice";
import { Acts } from "./acts";
import { Bans } from "./bans";
import { Fold } from "./fold";
import { ChatLog } from "./log";
import { Moderators } from "./moderators";
import { type People, peopleOf } from "./people";
import type { Room } from "./room";
import { Rules } from "./settings";
import "./moderation.css";

/** People can be named by what they wrote under, so many messages back. */
const NAMED = 100;
const EVERY_MS = 30_000;

interface Known {
  ownerId: number;
  settings: RoomSettings;
  people: People;
}

export function Moderation({ streamId }: { streamId: number }) {
  const words = useModerationTexts();
  const { site } = useTexts();
  const id = useId();
  const { value, error, again } = useLoaded((signal) => look(streamId, signal), [streamId], EVERY_MS);
  return (
    <section class="panel moderation" aria-labelledby={id}>
      <div>
        <h2 id={id}>{words.title}</h2>
        <p class="quiet">{hasStatus(error, 403) ? words.notStaff : words.hint}</p>
      </div>
      {error !== undefined && !hasStatus(error, 403) && <Failure error={error} again={again} />}
      {!value && error === undefined && <p class="quiet">{site.loading}</p>}
      {value && <Parts key={streamId} streamId={streamId} known={value} />}
    </section>
  );
}

async function look(streamId: number, signal: AbortSignal): Promise<Known> {
  const [settings, stream, { items }] = await Promise.all([
    getChatSettings(streamId, signal),
    getStream(streamId, signal),
    readHistory(streamId, { limit: NAMED }),
  ]);
  return { ownerId: stream.userId, settings, people: peopleOf([stream, ...items]) };
}

function Parts({ streamId, known }: { streamId: number; known: Known }) {
  const words = useModerationTexts();
  const who = useStore(account);
  const [settings, setSettings] = useState(known.settings);
  const { people, ownerId } = known;
  const room: Room = {
    streamId,
    people,
    name: (id, username) => username ?? nameOf(words, people, id),
    isAboveModerators: who?.id === ownerId || who?.role === "admin",
  };
  return (
    <div>
      <Fold title={words.settings.title} keeps>
        <Rules streamId={streamId} settings={settings} onSaved={setSettings} />
      </Fold>
      <Fold title={words.bans.title}>
        <Bans room={room} />
      </Fold>
      <Fold title={words.moderators.title}>
        <Moderators room={room} />
      </Fold>
      <Fold title={words.acts.title}>
        <Acts room={room} />
      </Fold>
      <Fold title={words.log.title} keeps>
        <ChatLog streamId={streamId} />
      </Fold>
    </div>
  );
}

/** A name from the chat, else what is known: the number of an account, the beginning of a guest's id. */
function nameOf(words: ModerationTexts, people: People, id: UserId): string {
  const name = people.get(String(id));
  if (name !== undefined) return name;
  return typeof id === "number" ? words.account(id) : words.guest(id.replace("guest:", "").slice(0, 8));
}
