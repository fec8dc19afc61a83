// Where one is signed in, and how that ends.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { listSessions, type Session } from "../../api/sessions";
import { usePaged } from "../../lib/paged";
import { signOut } from "../../session/session";
import { useTexts } from "../../texts";
import { type AccountTexts, useAccountTexts } from "../../texts/account";
import { dayAndTime, fromNow } from "../../texts/format";
import { More } from "../../ui/more";
import { Failure } from "../../ui/notice";
import { deviceOf } from "./device";
import { end } from "./end";
import { EndOthers } from "./end-others";
import "./account.css";

const PAGE = 20;
/** Whoever is signed out from elsewhere sees it here so soon. */
const EVERY_MS = 20_000;

export function Sessions() {
  const words = useAccountTexts();
  const { site } = useTexts();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [news, setNews] = useState<{ text: string } | null>(null);
  const list = usePaged(
    {
      ask: (cursor, signal) => listSessions({ limit: PAGE, cursor }, signal),
      keyOf: (session) => session.id,
      everyMs: EVERY_MS,
    },
    [],
  );
  const { items, error, hasMore, again } = list;
  const shown = useRef<HTMLUListElement>(null);
  const isAlone = items?.length === 1 && !hasMore;
  const over = (what: string) => {
    setNews({ text: what });
    again();
  };
  useEffect(() => {
    if (news) heading.current?.focus(); // the button that led here is gone
  }, [news]);
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {words.sessionsTitle}
        </h2>
        {items && !isAlone && <EndOthers onEnded={(count) => over(words.othersEnded(count))} />}
      </div>
      <div>
        <p class="quiet">{isAlone ? words.onlyThis : words.sessionsHint}</p>
        <p role="status">{news?.text}</p>
      </div>
      {error !== undefined && <Failure error={error} again={again} />}
      {!items && error === undefined && <p class="quiet">{site.loading}</p>}
      <ul ref={shown}>
        {items?.map((session) => (
          <Row key={session.id} session={session} onEnded={(device) => over(words.ended(device))} />
        ))}
      </ul>
      <More pages={list} list={shown} />
    </section>
  );
}

function Row({ session, onEnded }: { session: Session; onEnded: (device: string) => void }) {
  const words = useAccountTexts();
  const [error, setError] = useState<unknown>();
  const device = deviceText(words, session.userAgent);
  return (
    <li class="session" tabIndex={-1}>
      <div class="session-text">
        <p class="session-device">
          {device} {session.current && <span class="badge">{words.current}</span>}
        </p>
        <p class="quiet">
          {words.used(fromNow(session.usedAt))} · {words.begun(dayAndTime(session.createdAt))}
        </p>
        {error !== undefined && <Failure error={error} />}
      </div>
      {session.current ? (
        <button type="button" class="button" onClick={() => signOut().catch(setError)}>
          {words.signOutHere}
        </button>
      ) : (
        <button
          type="button"
          class="button button-danger"
          aria-label={`${words.end}: ${device}`}
          onClick={() => end(session.id).then(() => onEnded(device), setError)}
        >
          {words.end}
        </button>
      )}
    </li>
  );
}

function deviceText(words: AccountTexts, userAgent: string | null): string {
  const device = deviceOf(userAgent);
  if (device === null) return words.unknown;
  return "program" in device ? words.program(device.program) : words.device(device.browser, device.system);
}
