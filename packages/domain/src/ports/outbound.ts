/** A request to somebody else's server. */
export interface OutboundRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** For all of it, milliseconds. */
  timeoutMs: number;
  /** What lies beyond in the answer is not read. */
  mostAnswerBytes: number;
  signal?: AbortSignal | undefined;
}

/** What came of it: any answer, also a redirection, which is not followed; or why there was none. */
export type OutboundResult = { durationMs: number } & (
  | { kind: "answer"; status: number; body: string; isWhole: boolean }
  | { kind: "refused" | "timeout" | "unreachable"; problem: string }
);

/** The way to other people's servers, and never to a private network's unless the store is told so. */
export interface Outbound {
  request(request: OutboundRequest): Promise<OutboundResult>;
}
