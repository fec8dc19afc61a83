// Which stream the page is about.

/** The stream's number in an address like `/watch/7`. */
export const streamIdHere = (): number => Number(location.pathname.split("/")[2]);

/** The recording that the address asks for; null for whatever the stream shows. */
export function videoIdHere(): number | null {
  const id = Number(new URLSearchParams(location.search).get("video"));
  return Number.isInteger(id) && id > 0 ? id : null;
}
