// A strict reader of Prometheus' text format, version 0.0.4.

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/;
const SAMPLE = new RegExp(`^(${NAME.source})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;
const VALUE = /^[+-]?(\d+(\.\d+)?([eE][+-]?\d+)?|Inf|NaN)$/;

/**
 * Every metric of a text; throws at the first line that is not as it must be.
 *
 * @param {string} text
 * @returns {Map<string, {help: string, type: string, samples: {labels: Record<string, string>, value: number}[]}>}
 */
export function parseExposition(text) {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map();
  let family;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, word, name, rest] = line.match(new RegExp(`^# (HELP|TYPE) (${NAME.source}) (.*)$`)) ?? [];
    if (word === "HELP") {
      if (families.has(name)) throw new Error(`${name} comes twice`);
      if (/(?<!\\)(\\\\)*\\[^\\n]/.test(rest)) throw new Error(`a bad escape in ${line}`);
      family = { name, help: rest, type: undefined, samples: [] };
      families.set(name, family);
    } else if (word === "TYPE") {
      if (family?.name !== name || family.type) throw new Error(`a type out of place: ${line}`);
      if (!["counter", "gauge", "histogram", "summary", "untyped"].includes(rest)) throw new Error(line);
      family.type = rest;
    } else {
      const sample = readSample(line);
      if (!family?.type || family.name !== sample.name) throw new Error(`a value out of place: ${line}`);
      const key = JSON.stringify(Object.entries(sample.labels).sort());
      if (family.samples.some((it) => it.key === key)) throw new Error(`a value comes twice: ${line}`);
      family.samples.push({ ...sample, key });
    }
  }
  return families;
}

function readSample(line) {
  const [, name, labels = "", value] = line.match(SAMPLE) ?? [];
  if (!name) throw new Error(`neither comment nor value: ${JSON.stringify(line)}`);
  if (!VALUE.test(value)) throw new Error(`no number: ${line}`);
  return { name, labels: readLabels(labels), value: Number(value) };
}

function readLabels(text) {
  const labels = {};
  for (let rest = text; rest; ) {
    const [whole, name, value] = rest.match(LABEL) ?? [];
    if (!whole || name in labels) throw new Error(`bad labels: ${text}`);
    labels[name] = value.replaceAll(/\\([\\"n])/g, (_, c) => (c === "n" ? "\n" : c));
    rest = rest.slice(whole.length);
  }
  return labels;
}
