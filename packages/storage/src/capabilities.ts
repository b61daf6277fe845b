/** What serves the bucket. `s3` is Amazon S3, or with an endpoint of its own any server that speaks its protocol. */
export const providers = ["r2", "s3", "b2"] as const;
export type Provider = (typeof providers)[number];

/** Where providers of the S3 protocol differ, as far as this store depends on it. */
export interface Capabilities {
  /** Honours `If-None-Match: *` and `If-Match` on PUT. Without it a condition is checked by HEAD just before. */
  conditionalPut: boolean;
  /** Honours `x-amz-copy-source-if-match`. Without it the source is looked at before and after the copy. */
  conditionalCopy: boolean;
  /** Wants entity tags in `If-Match` in quotes, as RFC 9110 §8.8.3 has them. */
  quotedEtags: boolean;
  /** Lists uploads in parts that were neither joined nor dropped. */
  listsUnjoined: boolean;
  /** Keeps deleted objects as hidden versions until a lifecycle rule deletes those too. */
  hidesBeforeDeleting: boolean;
  /** What the bucket's rules cannot promise here, in sentences for people. */
  limits: readonly string[];
}

const noTagRules = "Rules by tag are not used: not every provider has tags.";

const table = {
  r2: {
    conditionalPut: true,
    conditionalCopy: true,
    quotedEtags: true,
    listsUnjoined: true,
    hidesBeforeDeleting: false,
    limits: [
      "R2 removes objects within about a day after they expire; until then only the worker's sweep deletes on time.",
      "R2 has no object tags, so no rule can go by tag.",
    ],
  },
  amazon: {
    conditionalPut: true,
    conditionalCopy: true,
    quotedEtags: true,
    listsUnjoined: true,
    hidesBeforeDeleting: false,
    limits: ["Amazon S3 counts days from midnight UTC, so that an object may stay a day longer.", noTagRules],
  },
  /** Servers differ (Ceph's gateway reads another name for the copy condition), so nothing rare is relied on. */
  compatible: {
    conditionalPut: true,
    conditionalCopy: false,
    quotedEtags: false,
    listsUnjoined: true,
    hidesBeforeDeleting: false,
    limits: ["When expired objects are removed is up to the server's own schedule.", noTagRules],
  },
  b2: {
    conditionalPut: false,
    conditionalCopy: false,
    quotedEtags: true,
    listsUnjoined: true,
    hidesBeforeDeleting: true,
    limits: [
      "B2 first hides what expires or is deleted and removes it a day after that.",
      "B2 has no object tags, so no rule can go by tag.",
      "B2 cannot refuse a second upload to the same address; the size is signed all the same.",
    ],
  },
} as const satisfies Record<string, Capabilities>;

/** What the provider can do. An `endpoint` of its own makes `s3` a server about which little is known. */
export function capabilitiesOf(storage: { provider: Provider; endpoint?: string | undefined }): Capabilities {
  // Where wrangler's simulator of R2 speaks S3; it answers 501 to ListMultipartUploads, which R2 does not.
  const isSimulator = storage.provider === "r2" && storage.endpoint?.includes("/cdn-cgi/local/");
  if (isSimulator) return { ...table.r2, listsUnjoined: false };
  if (storage.provider !== "s3") return table[storage.provider];
  return storage.endpoint === undefined ? table.amazon : table.compatible;
}
