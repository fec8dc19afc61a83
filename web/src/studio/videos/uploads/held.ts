// Which uploads some page of this browser is busy with, so that no other page offers to go on with them.

const PREFIX = "liveroom.upload:";

/** Marks an upload as this page's, until the returned function is called or the page is gone. */
export function hold(address: string): () => void {
  let release = () => {};
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(PREFIX + address, { ifAvailable: true }, () => over);
  return release;
}

/** The addresses of all that are marked. */
export async function held(): Promise<Set<string>> {
  const locks = (await navigator.locks.query()).held ?? [];
  return new Set(locks.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])));
}
