// Going live from the browser, by WHIP. What that needs comes when the page shows it.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useBroadcastTexts } from "../../texts/broadcast";
import "./broadcast.css";

interface Props {
  /** Where to publish: a secret, that is neither shown nor logged. */
  whipUrl: string;
  /** Whether the stream is live, from here or elsewhere. */
  isLive: boolean;
}

/** How long after a failure the script is asked for again. */
const RETRY_MS = 4_000;

export function Broadcast(props: Props) {
  const { title, intro, loading } = useBroadcastTexts();
  const Desk = useDesk();
  return (
    <section class="panel broadcast" aria-labelledby="broadcast-title">
      <h2 id="broadcast-title">{title}</h2>
      <p class="quiet">{intro}</p>
      {Desk ? <Desk {...props} /> : <p class="quiet">{loading}</p>}
    </section>
  );
}

function useDesk(): ComponentType<Props> | null {
  const [desk, setDesk] = useState<typeof import("./desk") | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    import("./desk").then(setDesk, () => {
      timer = setTimeout(() => setTries(tries + 1), RETRY_MS);
    });
    return () => clearTimeout(timer);
  }, [tries]);
  return desk?.Desk ?? null;
}
