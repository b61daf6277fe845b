/** What the processes of this measurement tell each other, a JSON line each. */

/** From a server, once it listens. */
export type Listening = { port: number };

/** To the bare server: what it answers, by method and path with query. */
export type Answers = Record<string, { headers: Record<string, string>; body: string }>;

/** To the client. */
export type Load = {
  port: number;
  /** Whole HTTP/1.1 requests with keep-alive, asked for in turn. */
  requests: string[];
  connections: number;
  seconds: number;
};

/** From the client. Milliseconds. */
export type Loaded = { answered: number; seconds: number; p50: number; p99: number };
