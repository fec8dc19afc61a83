// The words of the log of media events: those of the domain, of the contract, and of what the pages make of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { inRoot } from "../../dev/lib/paths.mjs";
import { EVENTS, SOURCES, VERDICTS } from "../../web/src/admin/words.ts";
import { textsOf } from "../lib/web-texts.mjs";

const contract = JSON.parse(readFileSync(inRoot("web/public/openapi.json"), "utf8"));
const domain = (file) => readFileSync(inRoot(`domain/src/${file}`), "utf8");
const literals = (source) => [...source.matchAll(/"(\w[\w-]*)"/g)].map(([, word]) => word);

/** A list of words of the domain. */
function listed(name) {
  const [, words] = domain("ops/events.rs").match(new RegExp(`pub const ${name}: [^=]+ = \\[([^\\]]+)\\]`));
  return literals(words);
}

/** What is ignored is never kept, so that nobody looks for it. */
const isKept = (event) => event !== "ignored";

const admin = Object.entries(await textsOf("admin"));
const streams = Object.entries(await textsOf("streams"));

describe("the words that the log can be searched for", () => {
  test("are those under which events are kept", () => {
    assert.deepEqual(SOURCES, listed("SOURCES"));
    assert.deepEqual(EVENTS, listed("EVENTS").filter(isKept));
    assert.deepEqual(VERDICTS, listed("VERDICTS"));
  });

  test("are those of the contract", () => {
    const { EventSource, EventName, Verdict } = contract.components.schemas;
    assert.deepEqual(SOURCES, EventSource.enum);
    assert.deepEqual(EVENTS, EventName.enum.filter(isKept));
    assert.deepEqual([...VERDICTS].sort(), [...Verdict.enum, "repeated"].sort());
  });
});

describe("every verdict, and nothing else, is explained", () => {
  for (const [language, { verdicts }] of admin) {
    test(`to admins, in ${language}`, () =>
      assert.deepEqual(Object.keys(verdicts).sort(), [...VERDICTS].sort()));
  }

  for (const [language, { events }] of streams) {
    test(`to the streamer, in ${language}`, () =>
      assert.deepEqual(Object.keys(events.verdicts).sort(), [...VERDICTS].sort()));
  }
});

describe("every cause of an end, and nothing else, is explained", () => {
  const [, parts] = domain("media/session/ending.rs").match(/fn parts\(self\)[^{]+\{([^}]+)\}/);
  // The owner's own end needs no evidence of an encoder.
  const causes = [...literals(parts), "owner"].sort();
  for (const [language, { events }] of streams) {
    test(`to the streamer, in ${language}`, () =>
      assert.deepEqual(Object.keys(events.evidence).sort(), causes));
  }
});
