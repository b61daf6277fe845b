import { expect, test } from "vitest";
import { createSigner, SigningKeys } from "./signing-keys.ts";

const [a, b] = ["a1".repeat(32), "b2".repeat(32)];

test("keys are read with their times, and the one that began last signs", async () => {
  const keys = SigningKeys.parse(`${a}/2026-01-01/2026-12-31, ${b}/2026-11-01/2027-12-31`);
  const [october, november] = [new Date("2026-10-31T23:59:59Z"), new Date("2026-11-01T00:00:00Z")];
  const signer = await createSigner(keys, october);
  const [first, second] = signer.listKeys(october).map(({ key_id }) => key_id);
  expect((await signer.sign({}, october)).key_id).toBe(first);
  expect((await signer.sign({}, november)).key_id).toBe(second);
  expect(await signer.signWithEach({}, november)).toMatchObject([{ key_id: first }, { key_id: second }]);
  const later = new Date("2027-01-01T00:00:00Z");
  expect(signer.listKeys(later)).toMatchObject([{ key_id: second, until: "2027-12-31T00:00:00.000Z" }]);
  await expect(signer.sign({}, new Date("2028-01-01T00:00:00Z"))).rejects.toThrow("in force");
});

test("a key without a time is for good", async () => {
  const signer = await createSigner(SigningKeys.parse(a), new Date(0));
  expect(signer.listKeys(new Date("2100-01-01T00:00:00Z"))).toHaveLength(1);
});

test.each([
  "",
  "hunter2",
  `${a},`,
  `${a}/2026-01-01`,
  `${a}/2026-12-31/2026-01-01`,
  `${a}/soon/2027-01-01`,
  `${a} ${b}`,
])("%j is refused, and not repeated", (text) => {
  const { error } = SigningKeys.safeParse(text);
  expect(error?.issues[0]?.message).toMatch(/64 hexadecimal digits/);
  expect(JSON.stringify(error)).not.toContain(a);
});

test("without a key in force no worker starts", async () => {
  const keys = SigningKeys.parse(`${a}/2026-01-01/2026-12-31`);
  await expect(createSigner(keys, new Date("2027-01-01T00:00:00Z"))).rejects.toThrow(/RELEASE_SIGNING_KEYS/);
});
