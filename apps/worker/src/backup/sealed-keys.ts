import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { z } from "zod";

/** What cannot be made again when it is lost, or must not change: the values of these variables. */
export const keyNames = [
  "RELEASE_SIGNING_KEYS",
  "DOWNLOAD_SIGNING_KEY",
  "AUTH_SECRET",
  "MAIL_LINK_SECRET",
] as const;

const Keys = z.partialRecord(z.enum(keyNames), z.string().min(1));
export type Keys = z.infer<typeof Keys>;

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const Sealed = z.object({
  format: z.literal("mosis-keys/sealed/1"),
  salt: hex(16),
  iv: hex(12),
  tag: hex(16),
  text: z.string().regex(/^([0-9a-f]{2})+$/),
});

/** 128 MiB and about half a second for each guess at a passphrase (scrypt, RFC 7914). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const additional = Buffer.from("mosis-keys/sealed/1");

/** The text of a file that holds keys: readable, or sealed with a passphrase by AES-256-GCM. */
export function writeKeys(keys: Keys, passphrase: string | null): string {
  const text = `${JSON.stringify(keys, null, 2)}\n`;
  if (passphrase === null) return text;
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), iv).setAAD(additional);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const file: z.infer<typeof Sealed> = {
    format: "mosis-keys/sealed/1",
    salt: salt.toString("hex"),
    iv: iv.toString("hex"),
    tag: cipher.getAuthTag().toString("hex"),
    text: sealed.toString("hex"),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The keys in such a text. @throws Error when it is none, or the passphrase is not the one it was sealed with. */
export function readKeys(text: string, passphrase: string | null): Keys {
  const file: unknown = JSON.parse(text);
  const { data } = Sealed.safeParse(file);
  if (!data) return Keys.parse(file);
  if (passphrase === null) throw new Error("The keys are sealed: set BACKUP_PASSPHRASE.");
  const key = scryptSync(passphrase, Buffer.from(data.salt, "hex"), 32, cost);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(data.iv, "hex"))
    .setAAD(additional)
    .setAuthTag(Buffer.from(data.tag, "hex"));
  try {
    const opened = Buffer.concat([decipher.update(Buffer.from(data.text, "hex")), decipher.final()]);
    return Keys.parse(JSON.parse(opened.toString("utf8")));
  } catch (cause) {
    throw new Error("The keys cannot be opened with this passphrase.", { cause });
  }
}
