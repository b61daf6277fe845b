import { describe, expect, it } from "vitest";
import { transferRate } from "./transfer-rate.ts";

function started(total: number, bytes = 0) {
  const follow = transferRate(total);
  follow(bytes, 0);
  return follow;
}

describe("transferRate", () => {
  it("does not guess from too little", () => {
    expect(started(1000)(10, 100)).toMatchObject({
      bytes: 10,
      bytesPerSecond: null,
      secondsLeft: null,
    });
  });

  it("gives speed and time left", () => {
    expect(started(1000)(500, 1000)).toEqual({
      bytes: 500,
      total: 1000,
      bytesPerSecond: 500,
      secondsLeft: 1,
    });
  });

  it("does not count what was there before", () => {
    expect(started(1000, 600)(700, 1000)).toEqual({
      bytes: 700,
      total: 1000,
      bytesPerSecond: 100,
      secondsLeft: 3,
    });
  });

  it("forgets what is older than the window, so that a change shows", () => {
    const follow = started(100_000);
    for (let second = 1; second <= 10; second++) follow(second * 1000, second * 1000);
    let last = follow(10_000, 10_000);
    for (let second = 11; second <= 20; second++) last = follow(10_000 + (second - 10) * 100, second * 1000);
    expect(last.bytesPerSecond).toBeCloseTo(100, 5);
  });

  it("says nothing about time while nothing moves, or when bytes were lost", () => {
    const follow = started(1000);
    follow(100, 1000);
    follow(100, 6000);
    expect(follow(100, 11_000)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
    expect(follow(50, 12_000)).toMatchObject({ bytes: 50, bytesPerSecond: null, secondsLeft: null });
  });
});
