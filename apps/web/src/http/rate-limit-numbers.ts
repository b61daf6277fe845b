import type { RateLimit } from "@mosis/domain";

/**
 * How many calls of each kind may be made, by account, access token and address. Addresses may have many people
 * behind them, so they have the widest limits where somebody is signed in.
 */
export const rateLimits = {
  /** Beginning a sign-in, at the portal or with a job's identity. */
  sign_in: { address: { calls: 30, seconds: 300 } },
  /** Access tokens that do not work. */
  token_guess: { address: { calls: 20, seconds: 600 } },
  upload: {
    account: { calls: 120, seconds: 60 },
    token: { calls: 60, seconds: 60 },
    address: { calls: 240, seconds: 60 },
  },
  change: {
    account: { calls: 600, seconds: 60 },
    token: { calls: 300, seconds: 60 },
    address: { calls: 1_200, seconds: 60 },
  },
  read: {
    account: { calls: 3_000, seconds: 60 },
    token: { calls: 1_200, seconds: 60 },
    address: { calls: 6_000, seconds: 60 },
  },
  /** What anybody may read without signing in. */
  public: { address: { calls: 600, seconds: 60 } },
  /** Pages of the catalog, which are rendered once for everybody. */
  page: { address: { calls: 1_200, seconds: 60 } },
} as const satisfies Record<string, Partial<Record<Party, RateLimit>>>;

/** Whose calls are counted. */
export type Party = "account" | "token" | "address";
export type RateClass = keyof typeof rateLimits;

/** What an operator may set other numbers for, such as `read.account`. */
export const rateNames: readonly string[] = Object.entries(rateLimits).flatMap(([kind, parties]) =>
  Object.keys(parties).map((party) => `${kind}.${party}`),
);
