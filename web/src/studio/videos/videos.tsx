// One's own videos, or those of one stream.

export function Videos(_: { streamId?: number }) {
  return null;
}
