// What is answered when it is not what was asked for, and what is written to the log.

export function problem({ status, code, title, message }, requestId) {
  const body = { type: `urn:liveroom:problem:${code}`, title, status, detail: message, requestId };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
}

/** An answer other than the one that was hoped for. */
export class Refusal extends Error {
  constructor(status, code, title, detail = title) {
    super(detail);
    Object.assign(this, { status, code, title });
  }
}

/** One JSON object a line. */
export function log(message, fields) {
  console.log(JSON.stringify({ level: "info", message, ...fields }));
}
