// `POST /vod/upload`: a form, read as it comes. `request.formData()` would hold the whole file.

import { Refusal } from "./answers.mjs";
import { Filling } from "./filling.mjs";
import { caller } from "./tokens.mjs";
import { find, insert, view } from "./videos.mjs";

const CHUNK_BYTES = 262_144;
const MAX_HEAD_BYTES = 8_192;
const MAX_FIELD_BYTES = 16_384;
const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

export async function upload(app) {
  const { sub } = await caller(app);
  const fields = {};
  let id;
  for await (const part of parts(app.request)) {
    if (part.filename === undefined) {
      fields[part.name] = await text(part.content);
    } else {
      id = await store(app, Number(sub), fields, part.content);
    }
  }
  if (id === undefined) throw new Refusal(422, "invalid-field", "Invalid field", "file must be there");
  const row = await find(app.env.DB, id);
  return Response.json(await view(app, row), {
    status: 201,
    headers: { location: `/vod/${id}` },
  });
}

async function store(app, userId, { title = "" }, content) {
  const objectKey = `videos/${crypto.randomUUID()}`;
  const id = await insert(app.env.DB, userId, title, objectKey);
  const filling = new Filling(app, id, objectKey);
  for await (const bytes of content) await filling.write(bytes);
  await filling.finish();
  return id;
}

async function text(content) {
  let all = "";
  for await (const bytes of content) {
    all += TEXT.decode(bytes, { stream: true });
    if (all.length > MAX_FIELD_BYTES) throw malformed("a field of the form is too long");
  }
  return all + TEXT.decode();
}

/** The parts of a form. The content of each is to be taken before the next one is asked for. */
async function* parts(request) {
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(
    request.headers.get("content-type"),
  );
  if (!boundary) throw malformed("the content type must name one boundary");
  const delimiter = delimiterOf(`\r\n--${boundary[1]}`);
  const window = new Window(request.body);
  await window.skip(delimiter.bytes.length - 2);
  for (;;) {
    const head = await window.head();
    if (head === undefined) return;
    yield { ...disposition(head), content: window.upTo(delimiter) };
  }
}

/** What was read of a body and is not used yet. */
class Window {
  constructor(body) {
    this.reader = body.getReader({ mode: "byob" });
    this.scratch = new Uint8Array(CHUNK_BYTES);
    this.bytes = new Uint8Array(CHUNK_BYTES + 2 * MAX_HEAD_BYTES);
    this.length = 0;
  }

  async more() {
    const { value } = await this.reader.readAtLeast(CHUNK_BYTES, this.scratch);
    if (!value?.length) throw malformed("the form ends before its last boundary");
    this.bytes.set(value, this.length);
    this.length += value.length;
    this.scratch = new Uint8Array(value.buffer);
  }

  drop(count) {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  async skip(count) {
    while (this.length < count) await this.more();
    this.drop(count);
  }

  /** The lines of a part's head; nothing after the last part. */
  async head() {
    for (;;) {
      const text = TEXT.decode(this.bytes.subarray(0, Math.min(this.length, MAX_HEAD_BYTES)));
      const end = text.indexOf("\r\n\r\n");
      if (text.startsWith("--")) return undefined;
      if (end >= 0) {
        this.drop(UTF8.encode(text.slice(0, end)).length + 4);
        return text.slice(0, end);
      }
      if (this.length >= MAX_HEAD_BYTES) throw malformed("the head of a part is too long");
      await this.more();
    }
  }

  /** Everything before a delimiter, piece by piece. */
  async *upTo(delimiter) {
    for (;;) {
      const found = delimiter.find(this.bytes, this.length);
      if (found >= 0) {
        yield this.bytes.subarray(0, found);
        this.drop(found + delimiter.bytes.length);
        return;
      }
      const safe = Math.max(0, this.length - delimiter.bytes.length + 1);
      if (safe > 0) yield this.bytes.subarray(0, safe);
      this.drop(safe);
      await this.more();
    }
  }
}

/** Boyer, Moore and Horspool: most bytes are never looked at. */
function delimiterOf(text) {
  const bytes = UTF8.encode(text);
  const last = bytes.length - 1;
  const shifts = new Uint8Array(256).fill(bytes.length);
  for (let i = 0; i < last; i++) shifts[bytes[i]] = last - i;
  const standsAt = (window, start) => {
    for (let i = last; i >= 0; i--) if (window[start + i] !== bytes[i]) return false;
    return true;
  };
  const find = (window, length) => {
    for (let start = 0; start + last < length; start += shifts[window[start + last]]) {
      if (standsAt(window, start)) return start;
    }
    return -1;
  };
  return { bytes, find };
}

function disposition(head) {
  const line = /^content-disposition: *form-data;(.*)$/im.exec(head);
  const name = /\bname="([^"]*)"/.exec(line?.[1])?.[1];
  if (name === undefined) throw malformed("each part needs a name");
  return { name, filename: /\bfilename="([^"]*)"/.exec(line[1])?.[1] };
}

const malformed = (detail) => new Refusal(400, "malformed", "Malformed", detail);
