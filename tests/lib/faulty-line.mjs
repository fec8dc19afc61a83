// A line between a client and a server that breaks when it is told to.

import { connect, createServer } from "node:net";

/**
 * Listens, and hands everything on to a port, which may change.
 *
 * @param {number} port
 */
export async function faultyLine(port) {
  const line = { port };
  const pairs = new Set();
  const server = createServer((near) => {
    const far = connect(line.port, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  line.url = `http://127.0.0.1:${server.address().port}`;
  /** Cuts every connection, as a cable that is pulled out. */
  line.cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.resetAndDestroy();
  };
  line.close = () => {
    line.cut();
    return new Promise((done) => server.close(done));
  };
  return line;
}
