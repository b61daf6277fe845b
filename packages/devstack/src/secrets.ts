import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Generated on the first start in a data folder and kept there; never printed and never committed. */
export type Secrets = {
  postgresPassword: string;
  redisPassword: string;
  s3AccessKeyId: string;
  s3SecretAccessKey: string;
  authSecret: string;
  downloadSigningKey: string;
  releaseSigningKey: string;
  mailLinkSecret: string;
  metricsToken: string;
};

const bytesOf: Record<keyof Secrets, number> = {
  postgresPassword: 24,
  redisPassword: 24,
  s3AccessKeyId: 16,
  s3SecretAccessKey: 32,
  authSecret: 32,
  downloadSigningKey: 32,
  releaseSigningKey: 32,
  mailLinkSecret: 32,
  metricsToken: 24,
};

/** Reads `secrets.json` (mode 0600) in the data folder, adding what is missing: hexadecimal, 128 to 256 bits each. */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  let known: Partial<Secrets> = {};
  try {
    known = JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const names = Object.keys(bytesOf) as (keyof Secrets)[];
  const secrets = Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(bytesOf[name]).toString("hex")]),
  ) as Secrets;
  if (names.some((name) => !known[name])) {
    // Renamed into place: a crash in between must not leave half of the passwords of existing data.
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}
