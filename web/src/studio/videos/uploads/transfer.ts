// One attempt to bring a file to the server, by the tus protocol, from wherever it is up to its end.

import { Problem } from "../../../api/problem";
import { UPLOADS } from "../../../api/videos";

/** Below the 100 MB that a request may have on the smallest plans of the edge. */
const CHUNK_BYTES = 50 * 1024 * 1024;
/** A line on which nothing moves for so long is dead. */
const STALL_MS = 60_000;

interface Attempt {
  file: File;
  /** Where to go on; null to begin. */
  address: string | null;
  metadata: Record<string, string>;
  /** A token that counts, asked for before each request. */
  authorize: () => Promise<string>;
  onAddress: (address: string) => void;
  /** So many bytes are there, or under way. */
  onProgress: (bytes: number) => void;
  signal: AbortSignal;
}

/**
 * Resolves once all of it is stored. A beginning that is under way is waited for, even when nobody wants it any more:
 * else nobody would know where it is.
 *
 * @throws Problem when it broke off, or was refused; the signal's reason when it was stopped
 */
export async function transfer(attempt: Attempt): Promise<void> {
  const { file, address, metadata, authorize, onAddress, onProgress, signal } = attempt;
  const { Upload } = await import("tus-js-client"); // nobody else needs it
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: address === null ? UPLOADS : null,
      uploadUrl: address,
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: async () => "",
      metadata,
      onBeforeRequest: async (request) => {
        const token = await authorize();
        signal.throwIfAborted();
        request.setHeader("authorization", `Bearer ${token}`);
      },
      onUploadUrlAvailable: () => {
        if (upload.url) onAddress(new URL(upload.url, location.href).pathname);
        upload.options.endpoint = null; // gone is gone: it is not begun a second time behind somebody's back
        if (signal.aborted) stop();
      },
      onProgress: (bytes) => {
        watch.moved();
        onProgress(bytes);
      },
      onSuccess: () => end(resolve),
      onError: (error) => end(() => reject(problemOf(error))),
    });
    const over = new AbortController();
    const end = (how: () => void) => {
      watch.stop();
      over.abort();
      how();
    };
    const breakOff = (reason: unknown) => {
      void upload.abort();
      end(() => reject(reason));
    };
    const hasBegun = () => (upload.url ?? address) !== null;
    const stop = () => hasBegun() && breakOff(signal.reason);
    const watch = watchFor(STALL_MS, () => breakOff(Problem.offline()));
    signal.addEventListener("abort", stop, { signal: over.signal });
    // Where the network went nobody answers any more, and connections take minutes to notice.
    addEventListener("offline", () => hasBegun() && breakOff(Problem.offline()), { signal: over.signal });
    upload.start();
  });
}

/** Calls when nothing moved for so long. */
function watchFor(limitMs: number, onStall: () => void) {
  let timer = setTimeout(onStall, limitMs);
  return {
    moved() {
      clearTimeout(timer);
      timer = setTimeout(onStall, limitMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** What of the library's errors is looked at. */
interface Failed extends Error {
  originalResponse?: { getStatus(): number; getBody(): string } | null;
  causingError?: Error | null;
}

function problemOf(error: Failed): unknown {
  const { originalResponse: reply, causingError: cause } = error;
  if (!reply) return cause instanceof Problem ? cause : Problem.offline();
  const body = parsed(reply.getBody());
  const code =
    String(body.type ?? "")
      .split(":")
      .at(-1) || "unknown";
  return new Problem(reply.getStatus(), code, String(body.detail ?? ""), null, []);
}

function parsed(text: string): { type?: unknown; detail?: unknown } {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
