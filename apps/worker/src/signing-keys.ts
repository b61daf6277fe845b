import { createReleaseSigner, type ReleaseSigner, signingKeyOf } from "@mosis/domain";
import { z } from "zod";

const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));

/** The last day that ISO 8601 writes with four digits of the year. */
const endOfTime = new Date("9999-12-31T00:00:00Z");

/** One key: 32 random bytes in hexadecimal, and if it is not for good, `/FROM/UNTIL` as days of UTC. */
const SigningKeyText = z
  .string()
  .trim()
  .transform((text) => text.split("/"))
  .pipe(
    z.union([
      z.tuple([z.string()]).transform(([secret]) => ({ secret, from: new Date(0), until: endOfTime })),
      z.tuple([z.string(), day, day]).transform(([secret, from, until]) => ({ secret, from, until })),
    ]),
  )
  .refine(({ secret }) => /^[0-9a-f]{64}$/.test(secret))
  .refine(({ from, until }) => from < until)
  .transform(({ secret, ...span }) => ({ secret: Uint8Array.from(Buffer.from(secret, "hex")), ...span }));

/** Private keys, separated by commas. What is wrong with them is said without saying them. */
export const SigningKeys = z.string().transform((text, context) => {
  const keys = text.split(",").map((one) => SigningKeyText.safeParse(one).data);
  if (keys.every((key) => key !== undefined)) return keys;
  context.addIssue(
    "Give each key as 64 hexadecimal digits, or with its time as DIGITS/2026-01-01/2027-06-30; commas between keys.",
  );
  return z.NEVER;
});

/** @throws Error when no key is in force at `now`: it is better to learn that at the start. */
export async function createSigner(keys: z.output<typeof SigningKeys>, now: Date): Promise<ReleaseSigner> {
  if (!keys.some(({ from, until }) => from <= now && now < until))
    throw new Error(
      "The worker cannot start: none of the keys in RELEASE_SIGNING_KEYS is in force now. Add one.",
    );
  return createReleaseSigner(
    await Promise.all(keys.map(({ secret, ...span }) => signingKeyOf(secret, span))),
  );
}
