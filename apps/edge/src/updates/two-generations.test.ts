import fc from "fast-check";
import { expect, test } from "vitest";
import { twoGenerations } from "./two-generations.ts";

test("what is asked for stays, and the rest goes", () => {
  const map = twoGenerations<number>(10);
  for (let at = 0; at < 100; at += 1) {
    map.set(`key ${at}`, at, 1);
    expect(map.get("key 0")).toBe(0);
  }
  expect(map.get("key 99")).toBe(99);
  expect(map.get("key 50")).toBeUndefined();
});

test("it never holds more than it may, and never anything but what was put in last", () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    weight: fc.nat(8),
    set: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const map = twoGenerations<number>(12);
      const last = new Map<string, number>();
      steps.forEach(({ key, weight, set }, at) => {
        if (set) {
          map.set(key, at, weight);
          last.set(key, at);
        } else expect([undefined, last.get(key)]).toContain(map.get(key));
        expect(map.weight).toBeGreaterThanOrEqual(0);
        expect(map.weight).toBeLessThanOrEqual(12);
      });
    }),
  );
});

test("what is too heavy is not kept, nor what stood there before", () => {
  const map = twoGenerations<string>(10);
  map.set("a", "light", 1);
  map.set("a", "heavy", 6);
  expect(map.get("a")).toBeUndefined();
  expect(map.weight).toBe(0);
});
