import { expect, test } from "vitest";
import { SettledObjects } from "./settled-objects.ts";

test("knows the states it was given, among many, and no others", () => {
  const settled = new SettledObjects();
  const count = 20_000;
  const object = (at: number) => ({ key: `packages/${at}`, etag: `e${at}`, size: at });
  for (let at = 0; at < count; at++) settled.add({ ...object(at), copy: at % 2 ? `c${at}` : null });
  expect(settled.count).toBe(count);
  for (let at = 0; at < count; at++) {
    const { key, etag, size } = object(at);
    expect(settled.isSettled({ key, etag, size })).toBe(true);
    expect(settled.isSettled({ key, etag, size: size + 1 })).toBe(false);
    expect(settled.isSettled({ key, etag: "another", size })).toBe(false);
    expect(settled.isCopy(key, `c${at}`)).toBe(at % 2 === 1);
    expect(settled.has(`other/${at}`)).toBe(false);
    expect(settled.isSettled({ ...object(at), key: `other/${at}` })).toBe(false);
  }
});

test("the latest state of an object takes the place of the one before", () => {
  const settled = new SettledObjects();
  settled.add({ key: "k", etag: "1", size: 1, copy: "c1" });
  settled.add({ key: "k", etag: "2", size: 1, copy: "c2" });
  expect(settled.count).toBe(1);
  expect([settled.isSettled({ key: "k", etag: "1", size: 1 }), settled.isCopy("k", "c1")]).toEqual([
    false,
    false,
  ]);
  expect([settled.isSettled({ key: "k", etag: "2", size: 1 }), settled.isCopy("k", "c2")]).toEqual([
    true,
    true,
  ]);
});
