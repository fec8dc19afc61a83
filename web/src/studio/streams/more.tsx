// The button at the end of a list that goes on.

import { useTexts } from "../../texts";
import type { Pages } from "./pages";

export function More<T>({ pages }: { pages: Pages<T> }) {
  const { site } = useTexts();
  if (!pages.hasMore) return null;
  return (
    <button type="button" class="button more" disabled={pages.isLoading} onClick={pages.more}>
      {pages.isLoading ? site.loading : site.more}
    </button>
  );
}
