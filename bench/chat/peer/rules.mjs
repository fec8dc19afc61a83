// What may be said.

const MAX_CHARACTERS = 500;
const MAX_CLIENT_ID = 64;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * @param {unknown} said what a client sent
 * @returns {{message: string, clientId: string | null, code?: undefined} | {code: string}}
 */
export function judge(said) {
  const { message: raw, clientId = null } = typeof said === "string" ? { message: said } : (said ?? {});
  if (typeof raw !== "string") return { code: "malformed" };
  const message = raw.trim();
  if (message === "") return { code: "empty_message" };
  if (message.length > MAX_CHARACTERS && [...message].length > MAX_CHARACTERS)
    return { code: "message_too_long" };
  if (CONTROL.test(message)) return { code: "control_characters" };
  if (!isClientId(clientId)) return { code: "invalid_client_id" };
  return { message, clientId };
}

const isClientId = (id) =>
  id === null || (typeof id === "string" && id.length > 0 && id.length <= MAX_CLIENT_ID);
