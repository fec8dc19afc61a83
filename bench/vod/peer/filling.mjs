// A file on its way from a request into storage, looked at as it passes.

import { Refusal } from "./answers.mjs";
import { hex } from "./finishing.mjs";
import { probe, sniff } from "./probe.mjs";
import { fill } from "./videos.mjs";

const MAX_BYTES = 2_147_483_648;
const DAY_MS = 86_400_000;
export const PART_BYTES = 5_242_880;
const NOTE =
  "insert into uploads (id, videoId, userId, objectKey, storageUpload, length, metadata, partBytes, \
     createdAt, expiresAt) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

export class Filling {
  constructor({ env, now }, id, objectKey) {
    Object.assign(this, { env, now, id, objectKey });
    this.digest = new crypto.DigestStream("SHA-256");
    this.hasher = this.digest.getWriter();
    this.buffer = new Uint8Array(PART_BYTES);
    this.length = 0;
    this.size = 0;
    this.parts = [];
  }

  async write(bytes) {
    if (this.size === 0) this.contentType = sniff(bytes);
    this.size += bytes.length;
    if (this.size > MAX_BYTES) throw new Refusal(413, "too-large", "Too large");
    await this.hasher.write(bytes);
    for (let taken = 0; taken < bytes.length; ) {
      const piece = bytes.subarray(taken, taken + PART_BYTES - this.length);
      this.buffer.set(piece, this.length);
      this.length += piece.length;
      taken += piece.length;
      if (this.length === PART_BYTES) await this.#storePart();
    }
  }

  async #storePart() {
    this.upload ??= await this.#begin();
    const bytes = this.buffer.subarray(0, this.length);
    this.parts.push(await this.upload.uploadPart(this.parts.length + 1, bytes));
    this.length = 0;
  }

  /** Noted, so that somebody removes it should this request never end. */
  async #begin() {
    const metadata = {
      httpMetadata: { contentType: "application/octet-stream" },
    };
    const upload = await this.env.VIDEOS.createMultipartUpload(this.objectKey, metadata);
    const times = [new Date(this.now).toISOString(), new Date(this.now + DAY_MS).toISOString()];
    const values = [
      crypto.randomUUID(),
      this.id,
      null,
      this.objectKey,
      upload.uploadId,
      null,
      null,
      PART_BYTES,
    ];
    await this.env.DB.prepare(NOTE)
      .bind(...values, ...times)
      .run();
    return upload;
  }

  async finish() {
    await this.hasher.close();
    const sha256 = hex(await this.digest.digest);
    if (this.upload) {
      if (this.length > 0) await this.#storePart();
      await this.upload.complete(this.parts);
    } else {
      await this.env.VIDEOS.put(this.objectKey, this.buffer.subarray(0, this.length));
    }
    const facts = await probe(this.env.VIDEOS, this.objectKey, this.size);
    const file = {
      contentType: this.contentType,
      size: this.size,
      sha256,
      ...facts,
    };
    await fill(this.env.DB, this.id, this.objectKey, file);
  }
}
