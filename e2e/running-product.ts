import { join } from "node:path";
import type { GithubAccount } from "./github-mock.ts";

/** What journeys know about the product under test. */
export type RunningProduct = {
  portalUrl: string;
  /** Another portal on the same services. */
  secondPortalUrl: string;
  /** A portal whose proxy was cut out of its build, on the same services. */
  barePortalUrl: string;
  databaseUrl: string;
  /** What its apps were started with, the secrets of this one run included. */
  environment: Record<string, string>;
  /** Where portal, worker and edge write their logs. */
  logsFolder: string;
  edgeUrl: string;
  /** Base URL of the mock; its accounts are `githubAccounts`. */
  githubUrl: string;
};

/** Set-up and tests run in different processes; they meet in this file. */
export const productFile = join(import.meta.dirname, "../.data/test-results/running-product.json");

/** Where the sample packages are; built once and kept, for they only depend on what is installed. */
export const samplesFolder = join(import.meta.dirname, "../.data/samples");

/** Who can sign in at the mock. The second one has never made a name for the profile. */
export const githubAccounts: readonly GithubAccount[] = [
  {
    id: 1_001,
    login: "octo-dev",
    name: "Octo Dev",
    emails: [{ email: "octo-dev@example.org", verified: true }],
  },
  { id: 1_002, login: "nameless", name: null, emails: [{ email: "nameless@example.org", verified: true }] },
];
