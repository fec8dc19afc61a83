// One keep-alive connection that speaks as little HTTP/1.1 as a load generator needs. Node's own client costs several
// times as much as a request costs the server, and would be what is measured.

import { connect } from "node:net";

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

/**
 * @param {URL} url
 * @returns {Promise<{exchange: (request: string) => Promise<{status: number, body: string}>, close: () => void}>}
 */
export async function open(url) {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let received = "";
  let waiting;

  socket.setEncoding("latin1");
  socket.on("data", (text) => {
    received += text;
    const answer = parse(received);
    if (!answer) return;
    received = "";
    waiting.resolve(answer);
  });
  const broken = (error) => waiting?.reject(error ?? new Error("the server closed the connection"));
  socket
    .removeAllListeners("error")
    .on("error", broken)
    .on("close", () => broken());

  return {
    exchange(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      });
    },
    close() {
      waiting = undefined;
      socket.destroy();
    },
  };
}

/** The answer, once all of it is there: never more than one, because the next request waits for it. */
function parse(text) {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const body = text.slice(headEnd + HEAD_END.length);
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  const isWhole = length ? body.length >= Number(length[1]) : body.endsWith(LAST_CHUNK);
  return isWhole ? { status: Number(head.slice(9, 12)), body } : undefined;
}
