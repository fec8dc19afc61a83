// What is set up once in an account at Cloudflare Stream, here in the simulator: where its webhooks go.

const NAME = "liveroom";

/**
 * Lets the account tell a Worker what happens. What was set up before is left as it is.
 *
 * @param {{apiUrl: string, apiToken: string}} account
 * @param {string} workerUrl
 * @param {string} liveSecret comes with every notification, in `cf-webhook-auth`
 * @returns {Promise<{videoSecret: string}>} signs the webhooks of videos
 */
export async function setUpWebhooks({ apiUrl, apiToken }, workerUrl, liveSecret) {
  const call = (method, path, body) => request(`${apiUrl}${path}`, apiToken, method, body);
  const { secret } = await call("PUT", "/stream/webhook", {
    notificationUrl: `${workerUrl}/webhook/cloudflare/video`,
  });
  const destinations = "/alerting/v3/destinations/webhooks";
  const known = await call("GET", destinations);
  if (!known.some(({ name }) => name === NAME)) {
    const url = `${workerUrl}/webhook/cloudflare/live`;
    const { id } = await call("POST", destinations, { name: NAME, url, secret: liveSecret });
    await call("POST", "/alerting/v3/policies", {
      name: NAME,
      alert_type: "stream_live_notifications",
      enabled: true,
      mechanisms: { webhooks: [{ id }] },
      filters: {},
    });
  }
  return { videoSecret: secret };
}

async function request(url, token, method, body) {
  const reply = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${method} ${url} was answered ${reply.status}`);
  return (await reply.json()).result;
}
