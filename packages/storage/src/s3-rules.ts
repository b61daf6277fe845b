import {
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
  type CORSRule as S3CorsRule,
  type LifecycleRule as S3LifecycleRule,
} from "@aws-sdk/client-s3";
import {
  type BucketRules,
  type CorsRule,
  type LifecycleRule,
  type RuleKind,
  type RuleOutcome,
  ruleKinds,
} from "./bucket-rules.ts";
import { statusOf } from "./storage-errors.ts";

export function toS3Cors(rules: readonly CorsRule[]): S3CorsRule[] {
  return rules.map((rule) => ({
    AllowedOrigins: rule.origins,
    AllowedMethods: rule.methods,
    AllowedHeaders: rule.headers,
    ExposeHeaders: rule.exposedHeaders,
    MaxAgeSeconds: rule.maxAgeSeconds,
  }));
}

export function fromS3Cors(rules: readonly S3CorsRule[]): CorsRule[] {
  return rules.map((rule) => ({
    origins: rule.AllowedOrigins ?? [],
    methods: [...(rule.AllowedMethods ?? [])].sort(),
    headers: (rule.AllowedHeaders ?? []).map((header) => header.toLowerCase()).sort(),
    exposedHeaders: rule.ExposeHeaders ?? [],
    maxAgeSeconds: rule.MaxAgeSeconds ?? 0,
  }));
}

export function toS3Lifecycle(rules: readonly LifecycleRule[]): S3LifecycleRule[] {
  return rules.map((rule) => ({
    ID: rule.id,
    Status: "Enabled",
    Filter: { Prefix: rule.prefix },
    ...(rule.expireAfterDays !== undefined && { Expiration: { Days: rule.expireAfterDays } }),
    ...(rule.abortUploadsAfterDays !== undefined && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadsAfterDays },
    }),
    ...(rule.removeHiddenAfterDays !== undefined && {
      NoncurrentVersionExpiration: { NoncurrentDays: rule.removeHiddenAfterDays },
    }),
  }));
}

/** The enabled rules, in the order of their ids, as servers give them back in any order. */
export function fromS3Lifecycle(rules: readonly S3LifecycleRule[]): LifecycleRule[] {
  return rules
    .filter((rule) => rule.Status === "Enabled")
    .map((rule) => ({
      id: rule.ID ?? "",
      prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? "",
      ...withDays("expireAfterDays", rule.Expiration?.Days),
      ...withDays("abortUploadsAfterDays", rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
      ...withDays("removeHiddenAfterDays", rule.NoncurrentVersionExpiration?.NoncurrentDays),
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function withDays<Name extends string>(name: Name, days: number | undefined): { [name in Name]?: number } {
  return days === undefined ? {} : ({ [name]: days } as { [name in Name]?: number });
}

/**
 * Sets the bucket's rules over the S3 API in place of those it has, and reads them back. Every failure is an outcome:
 * one kind of rules may work where the other does not.
 */
export async function applyRulesByS3(
  client: S3Client,
  Bucket: string,
  rules: BucketRules,
): Promise<RuleOutcome[]> {
  const lifecycle = [...rules.lifecycle].sort((one, other) => (one.id < other.id ? -1 : 1));
  return [
    await apply("cors", rules.cors, async () => {
      await client.send(
        new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: toS3Cors(rules.cors) } }),
      );
      const kept = await client.send(new GetBucketCorsCommand({ Bucket }));
      return fromS3Cors(kept.CORSRules ?? []);
    }),
    await apply("lifecycle", lifecycle, async () => {
      await client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: toS3Lifecycle(lifecycle) },
        }),
      );
      const kept = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return fromS3Lifecycle(kept.Rules ?? []);
    }),
  ];
}

async function apply(
  kind: RuleKind,
  wanted: readonly object[],
  setAndRead: () => Promise<readonly object[]>,
): Promise<RuleOutcome> {
  try {
    const kept = JSON.stringify(await setAndRead());
    if (kept === JSON.stringify(wanted)) {
      return {
        ok: true,
        sentence: `The ${ruleKinds[kind]} are set, and the server reads them back as given.`,
      };
    }
    return {
      ok: false,
      sentence: `The server took the ${ruleKinds[kind]} but kept others: ${kept}. Set them with its own tools.`,
    };
  } catch (error) {
    return { ok: false, sentence: failureSentence(kind, error) };
  }
}

function failureSentence(kind: RuleKind, error: unknown): string {
  const rules = ruleKinds[kind];
  const status = statusOf(error);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (status === 501 || status === 405) {
    return `This server takes no ${rules} over the S3 API (${status} ${name}); set them with its own tools, if it has any.`;
  }
  if (name === "SignatureDoesNotMatch" || name === "InvalidAccessKeyId") {
    return `Storage refuses these keys (${status} ${name}); check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.`;
  }
  if (status === 403) {
    return `These keys may not set ${rules} (403 ${name}); use keys that may administer the bucket.`;
  }
  if (status === 404) return `There is no such bucket (404 ${name}); create it first.`;
  if (status === undefined)
    return `Storage does not answer (${message || name}); check S3_ENDPOINT and try again.`;
  return `The server refused the ${rules} (${status} ${name}): ${message}`;
}
