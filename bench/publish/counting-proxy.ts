import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a PostgreSQL server on which round trips are counted. */
export type CountingProxy = {
  /** The database behind the proxy. */
  databaseUrl: string;
  /** Round trips so far. */
  readonly roundTrips: number;
  close(): Promise<void>;
};

/**
 * Counts, in what a client sends to PostgreSQL, the messages it waits for an answer to: Query, and Sync, which ends each
 * extended query. Pieces may be cut anywhere. Source: PostgreSQL documentation, "Message Formats".
 */
export function createMessageCounter(onRoundTrip: () => void): (piece: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  /** Bytes of the current message that are of no interest. */
  let skip = 0;
  // The first message has no type: it begins with its length.
  let isStarted = false;
  return (piece) => {
    pending = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
    for (;;) {
      const skipped = Math.min(skip, pending.length);
      pending = pending.subarray(skipped);
      skip -= skipped;
      const typeBytes = isStarted ? 1 : 0;
      if (skip > 0 || pending.length < typeBytes + 4) return;
      const type = isStarted ? String.fromCharCode(pending[0] ?? 0) : "";
      skip = typeBytes + pending.readUInt32BE(typeBytes);
      isStarted = true;
      if (type === "Q" || type === "S") onRoundTrip();
    }
  };
}

/** Opens a port on 127.0.0.1 that leads to the server of `databaseUrl`. */
export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const target = new URL(databaseUrl);
  let roundTrips = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port || 5432), noDelay: true });
    const count = createMessageCounter(() => {
      roundTrips++;
    });
    client.on("data", count);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const counted = new URL(databaseUrl);
  counted.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    databaseUrl: counted.href,
    get roundTrips() {
      return roundTrips;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
