import type { Context } from "hono";
import type { EdgeCache } from "./downloads/edge-cache.ts";

/** What differs between the places where the edge runs, beside its bucket. */
export interface Runtime {
  /** Whether a request may wait for what another one began: workerd ties a promise to the request that made it. */
  sharesPromises: boolean;
  /** Lets work go on that the answer does not wait for. The work must not reject. */
  keepAlive(c: Context, work: Promise<void>): void;
  /** Two letters (ISO 3166-1) where the runtime itself knows; null where only the caller could say it. */
  countryOf(c: Context): string | null;
  /** Null where there is none. */
  cache: EdgeCache | null;
}
