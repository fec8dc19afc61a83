// Where one is signed in, and how that ends.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { hasStatus } from "../../api/problem";
import { endSession, listSessions, type Session } from "../../api/sessions";
import { useGrowing } from "../../lib/growing";
import { usePaged } from "../../lib/paged";
import { signOut } from "../../session/session";
import { useTexts } from "../../texts";
import { type AccountTexts, useAccountTexts } from "../../texts/account";
import { dayAndTime, fromNow } from "../../texts/format";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/notice";
import { deviceOf } from "./device";
import "./account.css";

const PAGE = 20;
const MOST = 100;
/** Whoever is signed out from elsewhere sees it here so soon. */
const EVERY_MS = 20_000;

export function Sessions() {
  const words = useAccountTexts();
  const { site } = useTexts();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [news, setNews] = useState<{ text: string } | null>(null);
  const list = usePaged((cursor, signal) => listSessions({ limit: PAGE, cursor }, signal), [], EVERY_MS);
  const { items, error, again, more } = list;
  const growing = useGrowing(items?.length ?? 0, more);
  const isAlone = items?.length === 1 && !more;
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
      <ul ref={growing.list}>
        {items?.map((session) => (
          <Row key={session.id} session={session} onEnded={(device) => over(words.ended(device))} />
        ))}
      </ul>
      {growing.ask && (
        <button type="button" class="button" {...growing.ask}>
          {site.more}
        </button>
      )}
    </section>
  );
}

function Row({ session, onEnded }: { session: Session; onEnded: (device: string) => void }) {
  const words = useAccountTexts();
  const [error, setError] = useState<unknown>();
  const device = deviceText(words, session.userAgent);
  const end = () =>
    endSession(session.id)
      .catch(unlessGone)
      .then(() => onEnded(device), setError);
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
          onClick={end}
        >
          {words.end}
        </button>
      )}
    </li>
  );
}

/** One that has ended by itself is as good. */
function unlessGone(error: unknown): void {
  if (!hasStatus(error, 404)) throw error;
}

function EndOthers({ onEnded }: { onEnded: (count: number) => void }) {
  const words = useAccountTexts();
  const { site } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = () => setIsOpen(false);

  async function act() {
    setIsBusy(true);
    try {
      const count = await endOthers();
      close();
      onEnded(count);
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setIsOpen(true)}>
        {words.endOthers}
      </button>
      <Dialog title={words.endOthersTitle} isOpen={isOpen} onClose={close}>
        <p>{words.endOthersHint}</p>
        {error !== undefined && <Failure error={error} />}
        <div class="choices">
          <button type="button" class="button" onClick={close}>
            {site.cancel}
          </button>
          <button type="button" class="button button-danger" disabled={isBusy} onClick={act}>
            {words.endOthersSure}
          </button>
        </div>
      </Dialog>
    </>
  );
}

/** How many were ended. Those that end are in the list no more, so the first page is asked again. */
async function endOthers(): Promise<number> {
  let ended = 0;
  for (;;) {
    const { items, nextCursor } = await listSessions({ limit: MOST });
    const others = items.filter(({ current }) => !current);
    for (const { id } of others) await endSession(id).catch(unlessGone);
    ended += others.length;
    if (nextCursor === null || others.length === 0) return ended;
  }
}

function deviceText(words: AccountTexts, userAgent: string | null): string {
  const device = deviceOf(userAgent);
  if (device === null) return words.unknown;
  return "program" in device ? words.program(device.program) : words.device(device.browser, device.system);
}
