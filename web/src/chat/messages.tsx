// What is said, the newest below. Stays there while nobody scrolls; keeps its place while somebody reads further up.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../api/chat";
import { useTexts } from "../texts";
import { MessageItem, PendingItem } from "./message";
import type { Room, RoomView } from "./room";

/** As many are in the document at once. */
const SHOWN = 300;
/** Near enough to an edge to count as there, in pixels. */
const NEAR_PX = 60;

interface Props {
  room: Room;
  view: RoomView;
  /** Whose stream it is; undefined until that is known. */
  ownerId: number | undefined;
  onChoose?: (message: Message) => void;
}

export function Messages({ room, view, ownerId, onChoose }: Props) {
  const { chat } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const { shown, isFollowing, isAtStart, unseen, onScroll, showOlder, jump } = useWindow(box, room, view);
  return (
    <div class="chat-body">
      <div
        ref={box}
        class="chat-log"
        role="log"
        aria-label={chat.log}
        aria-live={isFollowing && !view.isLoading ? "polite" : "off"}
        aria-busy={view.isLoading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the arrow keys
        tabIndex={0}
        onScroll={onScroll}
      >
        <Beginning isAtStart={isAtStart} view={view} showOlder={showOlder} />
        <ol>
          {shown.map((message) => (
            <MessageItem
              key={message.seq}
              message={message}
              isOwner={message.userId === ownerId}
              {...(onChoose && { onChoose })}
            />
          ))}
          {isFollowing &&
            view.pending.map((pending) => (
              <PendingItem
                key={pending.clientId}
                pending={pending}
                room={room}
                name={view.you?.username ?? ""}
              />
            ))}
        </ol>
      </div>
      {!isFollowing && (
        <button type="button" class="button button-primary chat-jump" onClick={jump}>
          {chat.jump(unseen)}
        </button>
      )}
    </div>
  );
}

/** The part of the log that is in the document, and how it moves along. */
function useWindow(box: { current: HTMLDivElement | null }, room: Room, view: RoomView) {
  /** The number of the last message shown; null follows the newest. */
  const [last, setLast] = useState<number | null>(null);
  const all = view.log.messages;
  const shown = windowOf(all, last);
  const above = all.length === 0 ? 0 : all.findIndex(({ seq }) => seq === shown[0]?.seq);
  // Whoever says something wants to see it.
  useEffect(() => setLast(null), [view.said]);
  const notePlace = useKeptPlace(box, last === null, [all, view.pending, last]);
  // What was loaded for somebody who waits at the upper edge goes in there.
  useEffect(() => {
    if (last !== null && above > 0 && (box.current?.scrollTop ?? 0) < NEAR_PX) showOlder();
  }, [all]);

  function showOlder() {
    if (above > 0) setLast(all[Math.max(above + SHOWN / 2, SHOWN) - 1]?.seq ?? null);
    else room.loadOlder().catch(() => {}); // the button is still there
  }
  function onScroll() {
    const element = box.current;
    if (!element) return;
    notePlace(); // before anything is drawn anew
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (isAtEnd) setLast((seq) => forward(all, seq));
    else if (last === null) setLast(all.at(-1)?.seq ?? null);
    if (element.scrollTop < NEAR_PX) showOlder();
  }
  function jump() {
    setLast(null);
    room.trim();
  }
  return {
    shown,
    isFollowing: last === null,
    isAtStart: view.log.isWhole && above === 0,
    unseen: last === null ? 0 : all.filter(({ seq }) => seq > last).length,
    onScroll,
    showOlder,
    jump,
  };
}

function Beginning(props: { isAtStart: boolean; view: RoomView; showOlder: () => void }) {
  const { chat, site } = useTexts();
  const { log, pending, state, you, settings, isLoading } = props.view;
  const mayWrite = you?.role !== "guest" || settings?.guestsMayChat;
  if (log.messages.length === 0) {
    if (state !== "open" || pending.length > 0) return null;
    return (
      <div class="chat-empty">
        <p class="empty-title">{chat.empty}</p>
        {mayWrite && <p class="quiet">{chat.emptyHint}</p>}
      </div>
    );
  }
  if (props.isAtStart) return <p class="chat-beginning">{chat.beginning}</p>;
  return (
    <p class="chat-beginning">
      <button type="button" class="button-link" disabled={isLoading} onClick={props.showOlder}>
        {isLoading ? site.loading : chat.older}
      </button>
    </p>
  );
}

/** At most so many messages, up to the one with this number. */
function windowOf(all: readonly Message[], last: number | null): readonly Message[] {
  if (last === null) return all.slice(-SHOWN);
  const end = all.findLastIndex((message) => message.seq <= last) + 1;
  return all.slice(Math.max(0, end - SHOWN), end);
}

/** From the end of the window on: half a window further, or following the newest again. */
function forward(all: readonly Message[], last: number | null): number | null {
  if (last === null) return null;
  const next = all.findLastIndex((message) => message.seq <= last) + SHOWN / 2;
  return all[next]?.seq ?? null;
}

/**
 * Follows the end; further up keeps what is read where it is, however much comes above or goes below. Returns what
 * notes where that is.
 */
function useKeptPlace(
  box: { current: HTMLDivElement | null },
  isFollowing: boolean,
  inputs: unknown[],
): () => void {
  const place = useRef<Place | null>(null);
  const note = () => {
    place.current = box.current && placeIn(box.current);
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (isFollowing) element.scrollTop = element.scrollHeight;
    else if (place.current) keep(element, place.current);
    note();
  }, inputs);
  useEffect(() => {
    const element = box.current;
    if (!element || !isFollowing) return;
    // A keyboard on a phone, or a turned one: who was at the end stays there.
    const observer = new ResizeObserver(() => element.scrollTo(0, element.scrollHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isFollowing]);
  return note;
}

/** A message, and how far below the upper edge it is, in pixels. */
interface Place {
  seq: string;
  top: number;
}

/** The first message that can be seen. */
function placeIn(box: HTMLElement): Place | null {
  const items = [...box.querySelectorAll<HTMLElement>("[data-seq]")];
  const item = items.find((one) => topIn(box, one) + one.offsetHeight > 0);
  return item ? { seq: item.dataset.seq ?? "", top: topIn(box, item) } : null;
}

function keep(box: HTMLElement, { seq, top }: Place): void {
  const item = box.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  if (item) box.scrollTop += topIn(box, item) - top;
}

const topIn = (box: HTMLElement, item: HTMLElement) =>
  item.getBoundingClientRect().top - box.getBoundingClientRect().top;
