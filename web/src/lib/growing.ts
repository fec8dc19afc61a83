// A list that grows at the press of a button, which may be gone then.

import { useEffect, useRef } from "preact/hooks";

/**
 * Gives the focus to the first of the items that were asked for.
 *
 * @param count how many items there are
 * @param more asks for more; null when that was all
 * @returns a ref for the list, whose items take the focus, and what the button does
 */
export function useGrowing(count: number, more: (() => void) | null) {
  const list = useRef<HTMLUListElement>(null);
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null || count <= before.current) return;
    const first = list.current?.children[before.current];
    if (first instanceof HTMLElement) first.focus();
    before.current = null;
  }, [count]);
  const ask = more && {
    onClick: () => {
      before.current = count;
      more();
    },
  };
  return { list, ask };
}
