import { expect, test } from "vitest";
import { shrink } from "./raster.ts";

test("a pixel is the mean of those it covers", () => {
  const data = Uint8Array.from([0, 10, 200, 20, 30, 0, 40, 50, 0, 60, 71, 0]);
  expect(shrink({ data, edge: 2, channels: 3 }, 2)).toEqual({
    data: Uint8Array.from([30, 40, 50]),
    edge: 1,
    channels: 3,
  });
});

test("colours count as much as they show", () => {
  const data = Uint8Array.from([200, 100, 0, 255, 0, 255, 0, 0, 100, 0, 0, 85, 0, 255, 0, 0]);
  expect([...shrink({ data, edge: 2, channels: 4 }, 2).data]).toEqual([175, 75, 0, 85]);
  expect([
    ...shrink(
      { data: new Uint8Array(16).fill(255).map((v, i) => (i % 4 === 3 ? 0 : v)), edge: 2, channels: 4 },
      2,
    ).data,
  ]).toEqual([0, 0, 0, 0]);
});

test("pixels stay in their places", () => {
  const data = Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return (pixel % 4 >= 2 ? 100 : 0) + (pixel >= 8 ? 50 : 0);
  });
  const { data: small } = shrink({ data, edge: 4, channels: 3 }, 2);
  expect([...small]).toEqual([0, 0, 0, 100, 100, 100, 50, 50, 50, 150, 150, 150]);
  expect(() => shrink({ data, edge: 4, channels: 3 }, 3)).toThrow(RangeError);
});
