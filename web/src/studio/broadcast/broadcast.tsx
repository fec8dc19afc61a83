// Going live from the browser, by WHIP. What that needs comes when the page shows it.

import { useOnDemand } from "../../lib/on-demand";
import { useBroadcastTexts } from "../../texts/broadcast";
import "./broadcast.css";

interface Props {
  /** Where to publish: a secret, that is neither shown nor logged. */
  whipUrl: string;
  /** Whether the stream is live, from here or elsewhere. */
  isLive: boolean;
}

export function Broadcast(props: Props) {
  const { title, intro, loading } = useBroadcastTexts();
  const desk = useOnDemand(() => import("./desk"));
  return (
    <section class="panel broadcast" aria-labelledby="broadcast-title">
      <h2 id="broadcast-title">{title}</h2>
      <p class="quiet">{intro}</p>
      {desk ? <desk.Desk {...props} /> : <p class="quiet">{loading}</p>}
    </section>
  );
}
