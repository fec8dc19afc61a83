// The results as a table.

import { median } from "./figures.mjs";

const COLUMNS = [
  { title: "requests/s", field: "rate", digits: 0 },
  { title: "p50 ms", field: "p50", digits: 1 },
  { title: "p99 ms", field: "p99", digits: 1 },
  { title: "CPU ms/request", field: "cpuUs", digits: 2, scale: 1 / 1000 },
];

/**
 * Medians of all rounds. A ratio is ours/peer within a round, so what slowed the machine down slowed both; its
 * spread over the rounds stands beside it.
 *
 * @param {{scenario: {title: string}, pairs: {ours: object, peer: object}[]}[]} results
 */
export function table(results) {
  const lines = [["", "", "ours", "peer", "ours/peer", "(from … to)"]];
  for (const { scenario, pairs } of results) {
    COLUMNS.forEach((column, index) => {
      lines.push([index === 0 ? scenario.title : "", column.title, ...figures(pairs, column)]);
    });
  }
  return align(lines);
}

function figures(pairs, { field, digits, scale = 1 }) {
  const ours = pairs.map(({ ours }) => ours[field] * scale);
  const peer = pairs.map(({ peer }) => peer[field] * scale);
  const ratios = ours.map((value, index) => value / peer[index]);
  if (ratios.some(Number.isNaN)) return ["–", "–", "–", ""];
  const spread = `(${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)})`;
  return [median(ours).toFixed(digits), median(peer).toFixed(digits), median(ratios).toFixed(2), spread];
}

/** The first columns are words, the others figures. */
export function align(lines, words = 2) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const pad = (cell, column) =>
    column < words ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}
