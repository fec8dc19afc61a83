// Why nobody sees anything, in one word each; the texts have the sentences.

/** What keeps a camera, a microphone or a screen from us. */
export type CaptureFault =
  | "unsupported"
  | "denied"
  | "notShared"
  | "noCamera"
  | "noMicrophone"
  | "inUse"
  | "captureFailed";

/** What keeps a broadcast from Stream. */
export type PublishFault =
  | "offline"
  | "refused"
  | "taken"
  | "unacceptable"
  | "overloaded"
  | "unreachable"
  | "lost"
  | "endedElsewhere";

/** A broadcast that did not come about. It has no address in it: that is a secret. */
export class PublishError extends Error {
  readonly fault: PublishFault;

  constructor(fault: PublishFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Why a session was refused with this status; 0 when nobody answered. */
export function refusalOf(status: number): PublishFault {
  if (status === 0) return "offline";
  if (status === 409) return "taken";
  if ([400, 406, 415, 422].includes(status)) return "unacceptable";
  if (status === 429 || status >= 500) return "overloaded";
  return "refused";
}

/** Whether trying again cannot help. */
export const isFinal = (fault: PublishFault): boolean => fault === "refused" || fault === "unacceptable";

/** What a browser means when it hands out no camera, microphone or screen. */
export function captureFaultOf(error: unknown, kind: "camera" | "screen"): CaptureFault {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError")
    return kind === "screen" ? "notShared" : "denied";
  if (name === "NotFoundError") return "noCamera";
  if (name === "NotReadableError" || name === "AbortError") return "inUse";
  if (name === "NotSupportedError" || name === "TypeError") return "unsupported";
  return "captureFailed";
}
