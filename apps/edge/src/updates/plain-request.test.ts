import fc from "fast-check";
import { expect, test } from "vitest";
import { UpdatesRequest } from "./answer-schema.ts";
import { readPlain } from "./plain-request.ts";

/** Of which nothing but these has been asked about before. */
const known = ["com.example.a/stable", "com.example.a/beta", "com.example.b/stable"];
const states = {
  peek: (packageId: string, track: string) => (known.includes(`${packageId}/${track}`) ? null : undefined),
};

/** Now and then what it must not be, or may just be. */
const mostly = <Usual>(usual: fc.Arbitrary<Usual>, ...others: unknown[]) =>
  fc.oneof({ weight: 12, arbitrary: usual as fc.Arbitrary<unknown> }, fc.constantFrom(...others));

const app = fc.record(
  {
    package_id: mostly(fc.constantFrom("com.example.a", "com.example.b"), "notes", "com.example.a/stable"),
    track: mostly(fc.constantFrom("stable", "beta"), "", "../x", null),
    version_code: mostly(fc.integer({ min: 0, max: 9 }), -1, 2 ** 31 - 1, 2 ** 31, 1.5, "7", null),
    known: mostly(fc.string(), "x".repeat(100), "x".repeat(101), null),
    other: fc.anything(),
  },
  { requiredKeys: [] },
);
const request = fc.record(
  {
    device: mostly(fc.string(), "x".repeat(200), "x".repeat(201), null, 7),
    apps: mostly(fc.array(app, { maxLength: 3 }), null, {}, [[]], [null]),
  },
  { requiredKeys: [] },
);

test("what is read fast is just what the schema makes of it, and nothing that it refuses", () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: request }, fc.anything()), (json) => {
      const read = readPlain(json, { states, at: 0 });
      if (read === null) return;
      plain += 1;
      expect(read.request).toStrictEqual(UpdatesRequest.parse(json));
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(500);
});

test("a request as devices send it is read fast, with what is known of its apps", () => {
  const asked = { package_id: "com.example.a", version_code: 7, known: "tag" };
  const read = readPlain({ device: "d", apps: [asked, { package_id: "com.example.b" }] }, { states, at: 0 });
  expect(read).toStrictEqual({
    request: {
      device: "d",
      apps: [
        { ...asked, track: "stable" },
        { package_id: "com.example.b", track: "stable" },
      ],
    },
    states: [null, null],
  });
});

test("no more apps than the schema allows", () => {
  const apps = (length: number) => Array.from({ length }, () => ({ package_id: "com.example.a" }));
  expect(readPlain({ apps: apps(1_000) }, { states, at: 0 })?.request.apps).toHaveLength(1_000);
  expect(readPlain({ apps: apps(1_001) }, { states, at: 0 })).toBeNull();
});
