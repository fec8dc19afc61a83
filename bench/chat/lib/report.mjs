// The results as text: what each did, and how they compare.

import { median } from "../../lib/figures.mjs";
import { align } from "../../lib/table.mjs";

/** From here on it may be the load generator that is measured. */
const BUSY = 0.85;

/** `isRate`: a busy generator makes it look smaller. `hasExtremes`: those of the rounds stand beside it. */
const FIGURES = [
  { scenarios: ["connect"], job: "connect", field: "connects", title: "connects/s", digits: 0, isRate: true },
  { scenarios: ["connect"], job: "connect", field: "connectMs", title: "CPU ms/connect", digits: 2 },
  {
    scenarios: ["single", "coalesced", "delay"],
    job: "talk",
    field: "rate",
    title: "deliveries/s",
    digits: 0,
    isRate: true,
  },
  {
    scenarios: ["single", "coalesced"],
    job: "talk",
    field: "perFrame",
    title: "messages a frame",
    digits: 1,
  },
  { scenarios: ["single", "coalesced"], job: "talk", field: "cpuUs", title: "CPU µs/delivery", digits: 2 },
  { scenarios: ["delay"], job: "talk", field: "p50", title: "p50 ms at half load", digits: 1 },
  {
    scenarios: ["delay"],
    job: "talk",
    field: "p99",
    title: "p99 ms at half load",
    digits: 1,
    hasExtremes: true,
  },
  { scenarios: ["delay"], job: "talk", field: "tick", title: "ms between frames", digits: 1 },
  { scenarios: ["memory"], job: "idle", field: "kb", title: "KB/idle socket", digits: 1 },
];

const RATIOS = [
  {
    scenario: "connect",
    field: "connects",
    pairs: ["ours json/peer json", "ours sio/peer sio", "ours sio/node sio"],
  },
  {
    scenario: "connect",
    field: "connectMs",
    pairs: ["ours json/peer json", "ours sio/peer sio", "ours sio/node sio"],
  },
  {
    scenario: "single",
    field: "rate",
    pairs: ["ours sio/peer sio", "ours sio/node sio", "peer sio/node sio"],
  },
  { scenario: "single", field: "cpuUs", pairs: ["ours sio/peer sio"] },
  {
    scenario: "coalesced",
    field: "rate",
    pairs: ["ours json/node sio", "ours batch/node sio", "ours json/peer json"],
  },
  {
    scenario: "coalesced",
    field: "cpuUs",
    pairs: ["ours json/node sio", "ours batch/node sio", "ours json/peer json"],
  },
  { scenario: "memory", field: "kb", pairs: ["ours json/peer json", "ours sio/peer sio"] },
];

/**
 * @param {{sockets: number, rounds: Record<string, object>[]}[]} results what each job of each entry measured, by round
 * @param {import("./contestants.mjs").Entry[]} entries
 * @param {string[]} scenarios
 */
export function report(results, entries, scenarios) {
  const names = entries.map(({ name }) => name);
  const rooms = results.map((room) => reportRoom(room, names, scenarios)).filter(Boolean);
  return [...rooms, ...closing(results)].join("\n\n");
}

function reportRoom({ sockets, rounds }, names, scenarios) {
  const isWanted = (one) => [one.scenarios ?? one.scenario].flat().some((name) => scenarios.includes(name));
  const figures = FIGURES.filter(isWanted).map((figure) => [
    figure.title,
    ...names.map((name) => cell(rounds, name, figure)),
  ]);
  const ratios = RATIOS.filter(isWanted).flatMap((ratio) =>
    ratio.pairs.map((pair) => ratioLine(rounds, ratio, pair)),
  );
  return [
    section([`${sockets} sockets`, ...names], figures.filter(isTold), 1),
    section(undefined, ratios.filter(Boolean), 2),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function section(head, lines, words) {
  if (lines.length === 0) return "";
  return align(head ? [head, ...lines] : lines, words);
}

const NONE = "–";
const isTold = ([, ...cells]) => cells.some((text) => text !== NONE);

function cell(rounds, name, { job, field, digits, isRate, hasExtremes }) {
  const measured = rounds.map((round) => round[name]?.[job]).filter((one) => Number.isFinite(one?.[field]));
  if (measured.length === 0) return NONE;
  const values = measured.map((one) => one[field]);
  const bound = isRate && measured.some(isBound) ? "≥ " : "";
  return bound + median(values).toFixed(digits) + (hasExtremes ? ` ${extremes(values, digits)}` : "");
}

const extremes = (values, digits) =>
  `(${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)})`;

/** Within a round, so that what slowed the machine down slowed both; the extremes stand beside the median. */
function ratioLine(rounds, { field }, pair) {
  const { title, job, isRate } = FIGURES.find((figure) => figure.field === field);
  const [over, under] = pair.split("/");
  const both = rounds.map((round) => [round[over]?.[job], round[under]?.[job]]);
  const whole = both.filter((two) => two.every((one) => Number.isFinite(one?.[field])));
  if (whole.length === 0) return undefined;
  const ratios = whole.map(([a, b]) => a[field] / b[field]);
  const sign = isRate ? bounds(whole) : "";
  return [title, `${over} / ${under}`, sign + median(ratios).toFixed(2), extremes(ratios, 2)];
}

function bounds(pairs) {
  const [over, under] = [0, 1].map((side) => pairs.some((pair) => isBound(pair[side])));
  if (over && under) return "? ";
  return over ? "≥ " : under ? "≤ " : "";
}

const shareOf = ({ loadShare, loopShare }) => Math.max(loadShare, loopShare);
const isBound = (measured) => shareOf(measured) > BUSY;

function closing(results) {
  const rounds = results.flatMap((room) => room.rounds);
  const all = rounds
    .flatMap((round) => Object.values(round))
    .flatMap((jobs) => [jobs.connect, jobs.talk])
    .filter((one) => one);
  if (all.length === 0) return [];
  const most = (of) => Math.max(...all.map(of));
  const lines = [`The load generator was busy ${percent(most(shareOf))} of the time at most.`];
  if (most(shareOf) > BUSY) lines.push("What is marked with ≥ or ≤ is bounded by it, and no result.");
  const other = most(({ otherCores }) => otherCores);
  if (Number.isFinite(other)) lines.push(`Other work took ${other.toFixed(1)} cores at most.`);
  const rude = new Set(
    rounds.flatMap((round) => Object.keys(round).filter((name) => round[name].talk?.cut > 0)),
  );
  if (rude.size > 0) lines.push(`Goodbyes of sockets were left unanswered: ${[...rude].join(", ")}.`);
  return [lines.join("\n")];
}

const percent = (share) => `${Math.round(share * 100)} %`;
