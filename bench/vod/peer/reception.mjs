// What one request adds to a resumable upload: whole parts, and a tail that is an object of its own until more comes.

import { Refusal } from "./answers.mjs";
import { sniff } from "./probe.mjs";

const CHUNK_BYTES = 262_144;
const DAY_MS = 86_400_000;
const DISCARD_TAIL =
  "insert or ignore into discarded (objectKey) \
     select 'uploads/' || id || '/' || offset from uploads where id = ?1 and holder = ?2 and tailBytes > 0";
const ADD_PART =
  "insert into upload_parts (uploadId, number, etag) \
     select id, ?3, ?4 from uploads where id = ?1 and holder = ?2";
const MOVE =
  "update uploads set offset = ?3, tailBytes = ?4, nextPart = nextPart + 1, expiresAt = ?5 \
     where id = ?1 and holder = ?2";
const PARTS = "select number, etag from upload_parts where uploadId = ?1 order by number";
const COMPLETE = "update uploads set storageUpload = null, tailBytes = 0 where id = ?1";
const PROCESS = "update videos set status = 'processing' where id = ?1 and status = 'uploading'";

export class Reception {
  constructor({ env, now }, row, holder) {
    Object.assign(this, { env, now, row, holder });
    this.number = row.nextPart - 1;
    this.upload = env.VIDEOS.resumeMultipartUpload(row.objectKey, row.storageUpload);
    this.buffer = new Uint8Array(row.partBytes + CHUNK_BYTES);
    this.length = 0;
    this.inParts = row.offset - row.tailBytes;
  }

  async take(body) {
    await this.#fetchTail();
    const reader = body.getReader({ mode: "byob" });
    let scratch = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { value } = await reader.readAtLeast(CHUNK_BYTES, scratch);
      if (!value?.length) break;
      await this.#add(value);
      scratch = new Uint8Array(value.buffer);
    }
    await this.#close();
  }

  async #fetchTail() {
    if (this.row.tailBytes === 0) return;
    const tail = await this.env.VIDEOS.get(this.#tailKey(this.row.offset));
    this.#push(new Uint8Array(await tail.arrayBuffer()));
  }

  #tailKey(offset) {
    return `uploads/${this.row.id}/${offset}`;
  }

  #push(bytes) {
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  async #add(bytes) {
    if (this.inParts + this.length + bytes.length > this.row.length)
      throw new Refusal(413, "too-large", "Too large");
    if (this.inParts + this.length === 0) sniff(bytes);
    this.#push(bytes);
    while (this.length >= this.row.partBytes) await this.#storePart(this.row.partBytes);
  }

  async #storePart(length) {
    const part = await this.upload.uploadPart(this.number, this.buffer.subarray(0, length));
    this.buffer.copyWithin(0, length, this.length);
    this.length -= length;
    this.inParts += length;
    this.number += 1;
    await this.#advance(this.inParts, 0, [part]);
  }

  async #advance(offset, tailBytes, parts) {
    const { DB: db } = this.env;
    const held = [this.row.id, this.holder];
    const expiresAt = new Date(this.now + DAY_MS).toISOString();
    const results = await db.batch([
      db.prepare(DISCARD_TAIL).bind(...held),
      ...parts.map(({ partNumber, etag }) => db.prepare(ADD_PART).bind(...held, partNumber, etag)),
      db.prepare(MOVE).bind(...held, offset, tailBytes, expiresAt),
    ]);
    if (results.at(-1).meta.changes === 0)
      throw new Refusal(409, "conflict", "Conflict", "another request goes on with this upload");
    this.row = { ...this.row, offset, tailBytes, expiresAt };
  }

  async #close() {
    if (this.inParts + this.length < this.row.length) return this.#keepTail();
    if (this.length > 0) await this.#storePart(this.length);
    await this.#complete();
  }

  async #keepTail() {
    const offset = this.inParts + this.length;
    if (this.length > 0) {
      const options = {
        httpMetadata: { contentType: "application/octet-stream" },
      };
      await this.env.VIDEOS.put(this.#tailKey(offset), this.buffer.subarray(0, this.length), options);
    }
    await this.#advance(offset, this.length, []);
  }

  async #complete() {
    const { DB: db, JOBS: jobs } = this.env;
    const { results } = await db.prepare(PARTS).bind(this.row.id).all();
    await this.upload.complete(results.map(({ number, etag }) => ({ partNumber: number, etag })));
    await db.batch([db.prepare(COMPLETE).bind(this.row.id), db.prepare(PROCESS).bind(this.row.videoId)]);
    this.row.storageUpload = null;
    await jobs.send(JSON.stringify({ v: 1, task: "finishVideo", videoId: this.row.videoId }));
  }
}
