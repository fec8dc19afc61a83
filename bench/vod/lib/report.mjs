// The results as a table.

import { median } from "../../lib/figures.mjs";
import { align } from "../../lib/table.mjs";

/** How one has to divide for a ratio of at least 1 to say that ours is no slower. */
const [MORE_IS_BETTER, LESS_IS_BETTER] = [(ours, peer) => ours / peer, (ours, peer) => peer / ours];
const UPLOADS = [
  { title: "MB/s", field: "mbRate", digits: 0, speed: MORE_IS_BETTER },
  { title: "CPU ms/MB", field: "cpuMsPerMb", digits: 2, speed: LESS_IS_BETTER },
];
const DOWNLOADS = [
  { title: "requests/s", field: "rate", digits: 0, speed: MORE_IS_BETTER },
  { title: "MB/s", field: "mbRate", digits: 0, speed: MORE_IS_BETTER },
  { title: "p50 ms", field: "p50", digits: 1, speed: LESS_IS_BETTER },
  { title: "CPU ms/request", field: "cpuMs", digits: 2, speed: LESS_IS_BETTER },
];

/**
 * Medians of all rounds. A speed is taken within a round, so what slowed the machine down slowed both: how many times
 * as fast as the peer we are, or how many times as much CPU time it needs; its spread over the rounds stands beside it.
 *
 * @param {{scenario: {title: string, isUpload: boolean}, pairs: {ours: object, peer: object}[]}[]} results
 */
export function table(results) {
  const lines = [["", "", "ours", "peer", "speed", "(from … to)"]];
  for (const { scenario, pairs } of results) {
    (scenario.isUpload ? UPLOADS : DOWNLOADS).forEach((column, index) => {
      lines.push([index === 0 ? scenario.title : "", column.title, ...figures(pairs, column)]);
    });
  }
  return align(lines);
}

function figures(pairs, { field, digits, speed }) {
  const ours = pairs.map(({ ours }) => ours[field]);
  const peer = pairs.map(({ peer }) => peer[field]);
  const speeds = pairs.map(({ ours, peer }) => speed(ours[field], peer[field]));
  if (speeds.some(Number.isNaN)) return ["–", "–", "–", ""];
  const spread = `(${Math.min(...speeds).toFixed(2)} … ${Math.max(...speeds).toFixed(2)})`;
  return [
    median(ours).toFixed(digits),
    median(peer).toFixed(digits),
    `${median(speeds).toFixed(2)} ×`,
    spread,
  ];
}
