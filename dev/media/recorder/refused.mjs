// Answers that no further try will change.

/** Another try may help: our proof being put right, a time limit, too many calls. */
const LATER = new Set([401, 408, 425, 429]);
const GONE = new Set([404, 410]);
const READS = new Set(["GET", "HEAD"]);

/**
 * Whether an answer stays the same. What is not there to be written to is judged by reading what it belongs to, for a
 * recording is thrown away only when that is gone.
 *
 * @param {number} status of 300 or more
 * @param {string} method
 */
export const isFinal = (status, method) =>
  status < 500 && !LATER.has(status) && (READS.has(method) || !GONE.has(status));

/** The Worker said no, and will say so again. */
export class Refused extends Error {
  /** @param {string} what @param {number} status @param {string} text of the answer @param {boolean} isOurs */
  constructor(what, status, text, isOurs) {
    super(`${what} was refused with ${status}: ${text.slice(0, 300)}`);
    this.status = status;
    /** What was asked for is not there (any more), and it is the Worker that says so, not something before it. */
    this.isGone = isOurs && GONE.has(status);
    this.text = text;
  }
}
