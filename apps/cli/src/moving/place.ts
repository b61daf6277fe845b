import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { CommandFailure } from "../exit-code.ts";

/** Where objects are moved from or to, without the keys that open it. */
export type Place =
  | { kind: "folder"; path: string }
  | {
      kind: "bucket";
      provider: "r2" | "s3" | "b2";
      endpoint?: string | undefined;
      region: string;
      bucket: string;
    };

const Query = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  region: z.string().min(1).default("auto"),
  provider: z.enum(["r2", "s3", "b2"]).default("r2"),
});

const example = "s3://BUCKET?endpoint=https://ACCOUNT.r2.cloudflarestorage.com&region=auto&provider=r2";

/**
 * Reads `s3://BUCKET?endpoint=…&region=…&provider=…`, or the path of a folder.
 * @throws CommandFailure `usage`.
 */
export function readPlace(option: "--from" | "--to", text: string): Place {
  if (!text.includes("://")) return { kind: "folder", path: resolve(text) };
  const wrong = (reason: string) => new CommandFailure("usage", `${option}: ${reason} Write ${example}.`);
  if (!URL.canParse(text)) throw wrong("this is no address.");
  const url = new URL(text);
  if (url.protocol !== "s3:") throw wrong("only s3:// and folders are known.");
  if (url.username || url.password) {
    throw wrong("keys do not belong on a command line, where others see them; set them in the environment.");
  }
  if (!url.hostname || url.port || !["", "/"].includes(url.pathname)) {
    throw wrong("a bucket stands alone after s3://, and is moved as a whole.");
  }
  const query = Query.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) {
    const [issue] = query.error.issues;
    throw wrong(`${issue?.path.join(".") || "the part after the question mark"}: ${issue?.message}.`);
  }
  const { provider, endpoint } = query.data;
  if (provider !== "s3" && endpoint === undefined) {
    throw wrong(`${provider} needs its endpoint, which names the account or the region.`);
  }
  return { kind: "bucket", bucket: url.hostname, ...query.data };
}

/** A name for the place that stays the same however it was written. */
export function nameOf(place: Place): string {
  if (place.kind === "folder") return place.path;
  return `s3://${place.bucket} at ${place.endpoint ?? `Amazon S3 ${place.region}`}`;
}

/** @throws CommandFailure `usage` when there is no such folder. */
export async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) throw new CommandFailure("usage", `There is no folder ${path}.`);
}
