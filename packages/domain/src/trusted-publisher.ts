import { z } from "zod";
import type { AppId, DeveloperId, TrustedExchangeId, TrustedPublisherId, UploadId, UserId } from "./ids.ts";

/** Signs for jobs of GitHub Actions. */
export const githubIssuer = "https://token.actions.githubusercontent.com";

const digits = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,18}$/, `Give the ${what}: a number.`);

/**
 * A workflow of a repository at GitHub, by numbers that stay when it is renamed and that nobody gets who takes its name
 * later ("About security hardening with OpenID Connect", GitHub Docs).
 */
const GithubIdentity = z.object({
  provider: z.literal("github"),
  /** Shown to people; what is compared are the numbers. */
  repository: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, "Give the repository as owner/name."),
  repository_id: digits("repository's id"),
  repository_owner_id: digits("id of the repository's owner"),
  workflow: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,100}\.ya?ml$/, "Give the file's name in .github/workflows, such as release.yml."),
  environment: z.string().trim().min(1).max(255).toLowerCase().nullable().default(null),
});

const claimValue = z.string().min(1).max(500);
const OidcIdentity = z.object({
  provider: z.literal("oidc"),
  issuer: z
    .url({ protocol: /^https?$/, error: "Give the issuer's whole address." })
    .max(300)
    .refine((address) => !/[?#]/.test(address), "An issuer's address has no query."),
  subject: claimValue.describe("The claim `sub`."),
  /** Further claims, each by its exact value. */
  claims: z
    .record(z.string().regex(/^[\w:./-]{1,100}$/, "This cannot be the name of a claim."), claimValue)
    .refine((claims) => Object.keys(claims).length <= 10, "Name at most 10 claims.")
    .default({}),
});

/** Who may publish without a secret: what another issuer has to say of them. */
export const TrustedIdentity = z.discriminatedUnion("provider", [GithubIdentity, OidcIdentity]);
export type TrustedIdentity = z.infer<typeof TrustedIdentity>;

/** An identity that may upload to an app. */
export interface TrustedPublisher {
  id: TrustedPublisherId;
  appId: AppId;
  developerId: DeveloperId;
  issuer: string;
  identity: TrustedIdentity;
  createdBy: UserId;
  createdAt: Date;
}

/** Of one app at most. */
export const mostPublishers = 10;
/** How long leave to upload lasts. */
export const uploadTokenMs = 15 * 60 * 1000;

/** An identity token that was given for leave to upload once. */
export interface TrustedExchange {
  id: TrustedExchangeId;
  publisherId: TrustedPublisherId;
  /** What is worth keeping of what the issuer said. */
  claims: IdentityClaims;
  createdAt: Date;
  expiresAt: Date;
  /** Until when the same identity token could come again. */
  keptUntil: Date;
  /** The one upload it was used for. */
  uploadId: UploadId | null;
}

export type IdentityClaims = Readonly<Record<string, string>>;

/** Where a version's package was built, as far as an issuer vouched for it. */
export interface Provenance {
  provider: TrustedIdentity["provider"];
  issuer: string;
  claims: IdentityClaims;
  at: Date;
}

export function issuerOf(identity: TrustedIdentity): string {
  return identity.provider === "github" ? githubIssuer : identity.issuer;
}

/** Whether verified claims are those of this identity. */
export function isIdentity(
  identity: TrustedIdentity,
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  if (issuer !== issuerOf(identity)) return false;
  if (identity.provider === "oidc") {
    const wanted = { ...identity.claims, sub: identity.subject };
    return Object.entries(wanted).every(
      ([name, value]) => Object.hasOwn(claims, name) && claims[name] === value,
    );
  }
  const environment = typeof claims.environment === "string" ? claims.environment.toLowerCase() : null;
  return (
    claims.repository_id === identity.repository_id &&
    claims.repository_owner_id === identity.repository_owner_id &&
    workflowIn(claims) === identity.workflow &&
    (identity.environment === null || identity.environment === environment)
  );
}

/**
 * The file's name of the workflow that runs, from `workflow_ref`, such as
 * `octo/app/.github/workflows/release.yml@refs/heads/main`; from `job_workflow_ref` where an issuer gives no other. Null
 * when it is one of another repository: a reusable workflow says nothing about who called it.
 */
function workflowIn({
  workflow_ref,
  job_workflow_ref,
  repository,
}: Readonly<Record<string, unknown>>): string | null {
  const ref = workflow_ref ?? job_workflow_ref;
  if (typeof ref !== "string" || typeof repository !== "string") return null;
  const folder = `${repository}/.github/workflows/`;
  const at = ref.indexOf("@");
  return ref.startsWith(folder) && at > folder.length ? ref.slice(folder.length, at) : null;
}

const kept = [
  "sub",
  "repository",
  "repository_id",
  "repository_owner_id",
  "workflow_ref",
  "job_workflow_ref",
  "environment",
  "ref",
  "sha",
  "run_id",
  "run_attempt",
  "actor",
  "event_name",
] as const;
const longestKept = 500;

/** Of verified claims, those that say where something was built. */
export function claimsWorthKeeping(claims: Readonly<Record<string, unknown>>): IdentityClaims {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
      return typeof value === "string" || typeof value === "number"
        ? [[name, String(value).replaceAll("\0", "").slice(0, longestKept)] as const]
        : [];
    }),
  );
}
