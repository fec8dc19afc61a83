// What goes out, in numbers.

import { useStore } from "../../lib/store";
import { useBroadcastTexts } from "../../texts/broadcast";
import type { Publisher } from "./publisher";
import type { Figures } from "./statistics";

export function FigureList({ publisher }: { publisher: Publisher }) {
  const texts = useBroadcastTexts();
  const figures = useStore(publisher.figures);
  if (!figures) return null;
  return (
    <div class="broadcast-figures">
      <h3>{texts.figures.title}</h3>
      <dl>
        {rows(texts.figures, figures).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{figures.limit && texts.figures.limits[figures.limit]}</p>
    </div>
  );
}

type Texts = ReturnType<typeof useBroadcastTexts>["figures"];

function rows(texts: Texts, figures: Figures): [string, string][] {
  const { kilobitsPerS, width, height, framesPerS, packetsLost, roundTripMs } = figures;
  const shown = <T,>(value: T | null, write: (value: T) => string) => (value === null ? "–" : write(value));
  return [
    [texts.bitrate, shown(kilobitsPerS, texts.kilobits)],
    [texts.picture, shown(width, (pixels) => `${pixels} × ${height ?? "–"}`)],
    [texts.frames, shown(framesPerS, texts.number)],
    [texts.lost, texts.number(packetsLost)],
    [texts.roundTrip, shown(roundTripMs, texts.milliseconds)],
  ];
}
