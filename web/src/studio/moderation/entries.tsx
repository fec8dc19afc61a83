// A list of the moderation, each entry with one thing that can be done about it.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Paged } from "../../lib/paged";
import { useTexts } from "../../texts";
import { More } from "../../ui/more";
import { Failure } from "../../ui/notice";

interface Props<T> {
  list: Paged<T>;
  /** Said of an empty list. */
  none: string;
  action?: { label: string; nameOf: (entry: T) => string; act: (entry: T) => Promise<void> };
  children: (entry: T, index: number) => ComponentChildren;
}

export function Entries<T>({ list, none, action, children }: Props<T>) {
  const { site } = useTexts();
  const { items, keyOf, error, again } = list;
  const shown = useRef<HTMLUListElement>(null);
  const [failure, setFailure] = useState<unknown>();
  return (
    <>
      {error !== undefined && <Failure error={error} again={again} />}
      {failure !== undefined && <Failure error={failure} />}
      {!items && error === undefined && <p class="quiet">{site.loading}</p>}
      {items?.length === 0 && <p class="quiet">{none}</p>}
      {items && items.length > 0 && (
        <ul class="entries" ref={shown}>
          {items.map((entry, index) => (
            <li key={keyOf(entry)} class="entry" tabIndex={-1}>
              <div class="entry-text">{children(entry, index)}</div>
              {action && (
                <button
                  type="button"
                  class="button"
                  aria-label={action.nameOf(entry)}
                  onClick={() => action.act(entry).then(() => setFailure(undefined), setFailure)}
                >
                  {action.label}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <More pages={list} list={shown} />
    </>
  );
}
