// Who keeps order beside the host.

import { useState } from "preact/hooks";
import { addModerator, listModerators, type Moderator, removeModerator } from "../../api/chat";
import { hasStatus } from "../../api/problem";
import { usePaged } from "../../lib/paged";
import { useTexts } from "../../texts";
import { dayAndTime } from "../../texts/format";
import { useModerationTexts } from "../../texts/moderation";
import { problemText } from "../../ui/notice";
import { Entries } from "./entries";
import { personOf } from "./people";
import { PersonField } from "./person-field";
import type { Room } from "./room";

const PAGE = 20;

export function Moderators({ room }: { room: Room }) {
  const { moderators: words } = useModerationTexts();
  const { streamId, name, isAboveModerators } = room;
  const [news, setNews] = useState("");
  const list = usePaged(
    {
      ask: (cursor, signal) => listModerators(streamId, { limit: PAGE, cursor }, signal),
      keyOf: ({ userId }) => userId,
    },
    [streamId],
  );
  const tell = (what: string) => {
    setNews(what);
    list.again();
  };
  const remove = ({ userId, username }: Moderator) =>
    removeModerator(streamId, userId)
      .catch(unlessNone)
      .then(() => tell(words.removed(name(userId, username))));
  return (
    <>
      <p class="quiet">{words.hint}</p>
      <Entries
        list={list}
        none={words.none}
        {...(isAboveModerators && {
          action: {
            label: words.remove,
            nameOf: ({ userId, username }: Moderator) => words.removeOne(name(userId, username)),
            act: remove,
          },
        })}
      >
        {({ userId, username, createdAt }) => (
          <p>
            <strong>{name(userId, username)}</strong>{" "}
            <span class="quiet">{words.since(dayAndTime(createdAt))}</span>
          </p>
        )}
      </Entries>
      <p role="status">{news}</p>
      {isAboveModerators && <NewModerator room={room} onAdded={(who) => tell(words.added(who))} />}
    </>
  );
}

/** Whoever is none any more is as good. */
function unlessNone(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}

function NewModerator({ room, onAdded }: { room: Room; onAdded: (name: string) => void }) {
  const all = useTexts();
  const { moderators: words, person } = useModerationTexts();
  const [who, setWho] = useState("");
  const [fault, setFault] = useState("");

  async function submit(event: Event) {
    event.preventDefault();
    const userId = personOf(who, room.people);
    if (userId === null) return setFault(person.unknown(who.trim()));
    if (typeof userId === "string") return setFault(words.guestFault);
    try {
      await addModerator(room.streamId, userId);
      for (const empty of [setWho, setFault]) empty("");
      onAdded(room.name(userId));
    } catch (error) {
      setFault(hasStatus(error, 404) ? person.noSuch : problemText(all, error));
    }
  }
  return (
    <form class="form moderation-new" onSubmit={submit} noValidate>
      <PersonField people={room.people} value={who} onValue={setWho} error={fault} />
      <button type="submit" class="button">
        {words.add}
      </button>
    </form>
  );
}
