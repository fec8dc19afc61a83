// Which pages may show a video.

/**
 * @param {string[] | null} allowed hosts, `*.` for the hosts below one; none means any
 * @param {string | undefined} origin of the page, or its address
 * @param {"allowed" | "refused"} withoutOrigin players outside of browsers
 */
export function isOriginAllowed(allowed, origin, withoutOrigin) {
  if (!allowed?.length) return true;
  if (origin === undefined) return withoutOrigin === "allowed";
  if (!URL.canParse(origin)) return false; // such as `null`, a page without a place
  const { host } = new URL(origin); // with its port, unless that is the usual one
  return allowed.some((pattern) => fits(pattern, host));
}

function fits(pattern, host) {
  if (!pattern.startsWith("*.")) return pattern === host;
  return host.endsWith(pattern.slice(1));
}
