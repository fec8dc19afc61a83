// Times in a field of the viewer's zone, and as the API has them.

const two = (number: number) => String(number).padStart(2, "0");

/** A time as `<input type="datetime-local">` has it; empty for none. */
export function toLocal(at: string | null): string {
  if (at === null) return "";
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What such a field holds, as the API wants it; null when it is empty. */
export const fromLocal = (text: string): string | null => (text === "" ? null : new Date(text).toISOString());

/** The viewer's zone, like `Asia/Ho_Chi_Minh`. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
