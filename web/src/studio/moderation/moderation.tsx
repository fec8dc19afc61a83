// Who may say what in a stream's chat.

export function Moderation(_: { streamId: number }) {
  return null;
}
