import { describe, expect, it } from "vitest";
import { transferRate } from "./transfer-rate.ts";

describe("transferRate", () => {
  it("does not guess from too little", () => {
    expect(transferRate(1000, 0)(10, 100)).toMatchObject({
      bytes: 10,
      bytesPerSecond: null,
      secondsLeft: null,
    });
  });

  it("gives speed and time left", () => {
    expect(transferRate(1000, 0)(500, 1000)).toEqual({
      bytes: 500,
      total: 1000,
      bytesPerSecond: 500,
      secondsLeft: 1,
    });
  });

  it("forgets what is older than the window, so that a change shows", () => {
    const follow = transferRate(100_000, 0);
    for (let second = 1; second <= 10; second++) follow(second * 1000, second * 1000);
    let last = follow(10_000, 10_000);
    for (let second = 11; second <= 20; second++) last = follow(10_000 + (second - 10) * 100, second * 1000);
    expect(last.bytesPerSecond).toBeCloseTo(100, 5);
  });

  it("says nothing about time while nothing moves", () => {
    const follow = transferRate(1000, 0);
    follow(100, 1000);
    follow(100, 6000);
    expect(follow(100, 11_000)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  });
});
