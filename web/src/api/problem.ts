// A refusal, as the API words it.

/** A field of a request that does not hold what it must. */
export interface FieldError {
  field: string;
  message: string;
}

/** An answer that is a refusal (RFC 9457), or none at all: then `status` is 0. */
export class Problem extends Error {
  readonly status: number;
  /** The last word of the problem's `type`; `offline` when there was no answer. */
  readonly code: string;
  readonly retryAfterS: number | null;
  readonly fields: readonly FieldError[];

  constructor(
    status: number,
    code: string,
    detail: string,
    retryAfterS: number | null,
    fields: FieldError[],
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
    this.fields = fields;
  }

  static offline(): Problem {
    return new Problem(0, "offline", "no answer", null, []);
  }

  static async from(reply: Response): Promise<Problem> {
    const body = await reply.json().catch(() => ({}));
    const code =
      String(body.type ?? "")
        .split(":")
        .at(-1) || "unknown";
    const retryAfter = Number(reply.headers.get("retry-after"));
    return new Problem(
      reply.status,
      code,
      String(body.detail ?? reply.statusText),
      retryAfter > 0 ? retryAfter : null,
      Array.isArray(body.errors) ? body.errors : [],
    );
  }
}

/** Whether something failed with this status. */
export const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof Problem && error.status === status;
