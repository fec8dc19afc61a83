// Who may not write, and until when.

import { useId, useState } from "preact/hooks";
import { type Ban, banUser, listBans, unbanUser } from "../../api/chat";
import { hasStatus } from "../../api/problem";
import { usePaged } from "../../lib/paged";
import { useTexts } from "../../texts";
import { dayAndTime } from "../../texts/format";
import { type ModerationTexts, useModerationTexts } from "../../texts/moderation";
import { Field } from "../../ui/field";
import { problemText } from "../../ui/notice";
import { Entries } from "./entries";
import { personOf } from "./people";
import { PersonField } from "./person-field";
import type { Room } from "./room";

const PAGE = 20;
const EVERY_MS = 20_000;

/** Seconds; null for good. */
const LENGTHS = { minutes10: 600, hour: 3_600, day: 86_400, week: 604_800, forGood: null } as const;

type Length = keyof typeof LENGTHS;

export function Bans({ room }: { room: Room }) {
  const { bans: words } = useModerationTexts();
  const { streamId, name } = room;
  const [news, setNews] = useState("");
  const list = usePaged(
    {
      ask: (cursor, signal) => listBans(streamId, { limit: PAGE, cursor }, signal),
      keyOf: ({ userId }) => userId,
      everyMs: EVERY_MS,
    },
    [streamId],
  );
  const tell = (what: string) => {
    setNews(what);
    list.again();
  };
  const lift = (ban: Ban) =>
    unbanUser(streamId, ban.userId)
      .catch(unlessOver)
      .then(() => tell(words.lifted(name(ban.userId, ban.username))));
  return (
    <>
      <Entries
        list={list}
        none={words.none}
        action={{
          label: words.lift,
          nameOf: (ban) => words.liftOne(name(ban.userId, ban.username)),
          act: lift,
        }}
      >
        {(ban) => <Described room={room} ban={ban} />}
      </Entries>
      <p role="status">{news}</p>
      <NewBan room={room} onBanned={(who) => tell(words.banned(who))} />
    </>
  );
}

/** One that ended by itself is as good. */
function unlessOver(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}

function Described({ room: { name }, ban }: { room: Room; ban: Ban }) {
  const { bans: words } = useModerationTexts();
  const until = ban.until === null ? words.forGood : words.until(dayAndTime(ban.until));
  return (
    <>
      <p>
        <strong>{name(ban.userId, ban.username)}</strong> {until}
      </p>
      {ban.reason && <p>{words.reasonWas(ban.reason)}</p>}
      <p class="quiet">
        {words.by(name(ban.by, ban.byUsername))} · {dayAndTime(ban.createdAt)}
      </p>
    </>
  );
}

function NewBan({ room, onBanned }: { room: Room; onBanned: (name: string) => void }) {
  const all = useTexts();
  const words = useModerationTexts();
  const { bans, person } = words;
  const [who, setWho] = useState("");
  const [length, setLength] = useState<Length>("minutes10");
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");

  async function submit(event: Event) {
    event.preventDefault();
    const userId = personOf(who, room.people);
    if (userId === null) return setFault(person.unknown(who.trim()));
    const seconds = LENGTHS[length];
    try {
      const { username } = await banUser(room.streamId, {
        userId,
        ...(seconds !== null && { seconds }),
        ...(reason.trim() && { reason: reason.trim() }),
      });
      for (const empty of [setWho, setReason, setFault]) empty("");
      onBanned(room.name(userId, username));
    } catch (error) {
      setFault(faultText(words, error) ?? problemText(all, error));
    }
  }
  return (
    <form class="form moderation-new" onSubmit={submit} noValidate>
      <PersonField people={room.people} value={who} onValue={setWho} error={fault} />
      <LengthChoice value={length} onValue={setLength} />
      <Field label={bans.reason} value={reason} onValue={setReason} maxLength={300} autocomplete="off" />
      <button type="submit" class="button button-danger">
        {bans.ban}
      </button>
    </form>
  );
}

function faultText({ bans, person }: ModerationTexts, error: unknown): string | null {
  if (hasStatus(error, 409)) return bans.notBannable;
  return hasStatus(error, 404) ? person.noSuch : null;
}

function LengthChoice({ value, onValue }: { value: Length; onValue: (length: Length) => void }) {
  const { bans: words } = useModerationTexts();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{words.length}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value as Length)}>
        {(Object.keys(LENGTHS) as Length[]).map((length) => (
          <option key={length} value={length}>
            {words.lengths[length]}
          </option>
        ))}
      </select>
    </div>
  );
}
