// What is told of nginx-rtmp's figures, by a /stat that says what a test wants.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { startMeasuring } from "../../dev/media/recorder/measure.mjs";
import { Refused } from "../../dev/media/recorder/refused.mjs";
import { readStat } from "../../dev/media/recorder/stat.mjs";
import { eventually } from "../lib/eventually.mjs";

const STAT = readFileSync(new URL("../fixtures/stat/nginx-rtmp.xml", import.meta.url), "utf8");
const NAME = "0123456789abcdef";
const FIGURES = {
  videoBitrateBps: 273_496,
  audioBitrateBps: 105_288,
  width: 640,
  height: 360,
  frameRate: 30,
  videoCodec: "H264 Baseline",
  audioCodec: "AAC LC",
  droppedFrames: 0,
};

describe("what /stat says", () => {
  test("is read for each stream that is packaged", () => {
    assert.deepEqual(readStat(STAT), [{ name: NAME, bytesIn: 764_631, figures: FIGURES }]);
  });

  test("names no stream whose name may be a key", () => {
    for (const name of ["sk_0123456789abcdef0123456789abcdef01234567", "0123456789ABCDEF", ""]) {
      assert.deepEqual(readStat(STAT.replaceAll(NAME, name)), [], name);
    }
    assert.deepEqual(readStat(STAT.replace("<name>packager</name>", "<name>other</name>")), []);
  });

  test("leaves out what is not known, and streams that nobody publishes", () => {
    const bare = STAT.replace(/<meta>.*?<\/meta>/gs, "")
      .replace(/<bw_(audio|video)>\d+/g, "<bw_$1>0")
      .replaceAll("ngx-local-relay", "VLC");
    const [{ figures }] = readStat(bare);
    assert.equal(JSON.stringify(figures), "{}");
    assert.deepEqual(readStat(STAT.replaceAll("<publishing/>", "")), []);
  });

  test("is refused when it is cut off", () => {
    for (const xml of [STAT.slice(0, 900), "<rtmp><a></b></rtmp>", "</rtmp>"]) {
      assert.throws(() => readStat(xml), /stat/);
    }
  });
});

describe("measuring", () => {
  const EVERY_MS = 50;
  let server, statUrl, answer, bytes, told, refuses, logs, stop, measuring;
  before(async () => {
    server = createServer((_, reply) => answer(reply));
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    statUrl = `http://127.0.0.1:${server.address().port}/stat`;
  });
  after(() => server.close());
  beforeEach(() => {
    bytes = 1_000_000;
    [told, refuses, logs] = [[], false, []];
    answer = (reply) => {
      bytes += 10_000;
      reply.end(STAT.replaceAll("<bytes_in>764631", `<bytes_in>${bytes}`));
    };
    stop = new AbortController();
    const measured = async (name, figures) => {
      told.push({ name, figures });
      if (refuses) throw new Refused("on_stats", 403, "{}", true);
    };
    measuring = startMeasuring(statUrl, { measured }, stop.signal, (line) => logs.push(line), EVERY_MS);
  });
  afterEach(async () => {
    stop.abort();
    await measuring;
  });

  test("tells the bitrate from the second look on", async () => {
    await eventually(() => assert.ok(told.length >= 3));
    assert.deepEqual(told[0], { name: NAME, figures: { bitrateBps: undefined, ...FIGURES } });
    for (const { figures } of told.slice(1)) assert.ok(figures.bitrateBps > 0);
    assert.deepEqual(logs, []);
  });

  test("begins anew where a stream does", async () => {
    await eventually(() => assert.ok(told.length >= 2));
    bytes = 0;
    await eventually(() => assert.ok(told.slice(1).some(({ figures }) => figures.bitrateBps === undefined)));
    await eventually(() => assert.ok(told.at(-1).figures.bitrateBps > 0));
  });

  test("says once that it fails, and goes on when it can", async () => {
    const works = answer;
    answer = (reply) => reply.writeHead(500).end();
    await eventually(() => assert.deepEqual(logs, ["nothing is measured: /stat was answered 500"]));
    answer = works;
    await eventually(() => assert.equal(logs.at(-1), "measuring again"));
    await eventually(() => assert.ok(told.length > 0));
    assert.equal(logs.length, 2);
  });

  test("tells no more of a stream that the Worker does not know, until it is gone", async () => {
    refuses = true;
    await eventually(() => assert.ok(told.length > 0));
    const count = told.length;
    let looks = 0;
    const works = answer;
    answer = (reply) => {
      looks += 1;
      works(reply);
    };
    await eventually(() => assert.ok(looks > 4));
    assert.equal(told.length, count);
    let emptyLooks = 0;
    answer = (reply) => {
      emptyLooks += 1;
      reply.end("<rtmp><server></server></rtmp>");
    };
    refuses = false;
    await eventually(() => assert.ok(emptyLooks > 1));
    answer = works;
    await eventually(() => assert.ok(told.length > count));
  });
});
