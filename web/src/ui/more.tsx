// The button at the end of a list that goes on.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Paged } from "../lib/paged";
import { useTexts } from "../texts";

type Shown = Pick<Paged<never>, "hasMore" | "isLoading" | "more"> & { items: readonly unknown[] | undefined };

interface Props {
  pages: Shown;
  /** The list, when the first of the items that were asked for is to get the focus: the button may be gone then. */
  list?: RefObject<HTMLElement | null>;
}

export function More({ pages, list }: Props) {
  const { site } = useTexts();
  const count = pages.items?.length ?? 0;
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null || count <= before.current) return;
    const first = list?.current?.children[before.current];
    if (first instanceof HTMLElement) first.focus();
    before.current = null;
  }, [count]);
  if (!pages.hasMore) return null;
  const ask = () => {
    before.current = count;
    pages.more();
  };
  return (
    <button type="button" class="button more" onClick={ask}>
      {pages.isLoading ? site.loading : site.more}
    </button>
  );
}
