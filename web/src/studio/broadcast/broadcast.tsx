// Going live from the browser, by WHIP.

export function Broadcast(_: { whipUrl: string; isLive: boolean }) {
  return null;
}
