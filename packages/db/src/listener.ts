import pg from "pg";

/** What a listener is told: the text of a notification, or null after a (re)connection, when some may be lost. */
type Hear = (payload: string | null) => void;

export interface Listener {
  /** Calls `hear` for every notification on `channel`. Gives the function that ends it. */
  listen(channel: string, hear: Hear): () => void;
  close(): Promise<void>;
}

const firstRetryMs = 100;
const lastRetryMs = 10_000;
/** A connection that died without a word is noticed after this long. */
const probeEveryMs = 30_000;

/**
 * One connection for all notifications of a process, opened by the first `listen` and kept, over every loss,
 * until `close`. While it is down nothing is heard; when it stands (again), everyone is told once to look.
 */
export function createListener(options: {
  connection: pg.ClientConfig;
  channels: readonly string[];
  onError: (error: Error) => void;
}): Listener {
  const channels = new Map(options.channels.map((channel) => [channel, new Set<Hear>()]));
  let client: pg.Client | null = null;
  let started = false;
  let closed = false;
  let retryMs = firstRetryMs;
  let timer: NodeJS.Timeout | undefined;

  const tell = (hears: Iterable<Hear>, payload: string | null) => {
    // A copy: whoever hears may end or begin listening.
    for (const hear of [...hears]) hear(payload);
  };

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...options.connection, keepAlive: true, query_timeout: probeEveryMs });
    client = next;
    let lost = false;
    const lose = (error: Error) => {
      if (lost || closed) return;
      lost = true;
      client = null;
      clearTimeout(timer);
      options.onError(error);
      // Half a connection would keep hearing beside the next one.
      next.end().catch(() => {});
      timer = setTimeout(() => void connect(), retryMs * (0.5 + Math.random() / 2));
      timer.unref();
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    };
    const probe = () => {
      timer = setTimeout(() => next.query("SELECT 1").then(probe, lose), probeEveryMs);
      timer.unref();
    };
    next.on("error", lose);
    next.on("end", () => lose(new Error("the connection that listens for notifications was closed")));
    next.on("notification", ({ channel, payload }) => tell(channels.get(channel) ?? [], payload ?? ""));
    try {
      await next.connect();
      for (const channel of channels.keys()) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      return lose(error as Error);
    }
    if (lost || closed) return;
    retryMs = firstRetryMs;
    probe();
    for (const hears of channels.values()) tell(hears, null);
  }

  return {
    listen(channel, hear) {
      if (closed) throw new Error("this database connection is closed");
      const hears = channels.get(channel);
      if (!hears) throw new Error(`nobody listens on the channel ${channel}`);
      hears.add(hear);
      if (!started) {
        started = true;
        void connect();
      }
      return () => void hears.delete(hear);
    },

    async close() {
      closed = true;
      clearTimeout(timer);
      for (const hears of channels.values()) hears.clear();
      await client?.end();
    },
  };
}
