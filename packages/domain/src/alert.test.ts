import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AlertLimits, type AlertState, calmSeconds, formatSignal, nextAlertState } from "./alert.ts";

const second = (n: number) => new Date(Date.UTC(2026, 5, 1) + n * 1000);
const limits: AlertLimits = { above: 0.05, forSeconds: 60, isMuted: false };
const quiet: AlertState = { status: "quiet", since: second(0), lastAboveAt: null, value: null };

/** The statuses after looks at these seconds. */
function after(looks: readonly (readonly [at: number, value: number | null])[], of = limits): string[] {
  let state = quiet;
  return looks.map(([at, value]) => {
    state = nextAlertState(state, { value, limits: of, at: second(at) });
    return state.status;
  });
}

describe("an alert", () => {
  test("fires when its signal has been above the limit for long enough", () => {
    expect(
      after([
        [0, 0.05],
        [30, 0.06],
        [60, 0.06],
        [90, 0.06],
      ]),
    ).toEqual(["quiet", "pending", "pending", "firing"]);
  });

  test("fires at once where no time is asked for", () => {
    expect(after([[0, 1]], { ...limits, forSeconds: 0 })).toEqual(["firing"]);
  });

  test("forgets a signal that comes back down before", () => {
    expect(
      after([
        [0, 1],
        [30, 0],
        [60, 1],
        [90, 1],
      ]),
    ).toEqual(["pending", "quiet", "pending", "pending"]);
  });

  test("goes on firing through a moment of calm, and clears after five minutes of it", () => {
    expect(
      after([
        [0, 1],
        [60, 1],
        [100, 0],
        [110, 1],
        [110 + calmSeconds - 1, 0],
        [110 + calmSeconds, 0],
      ]),
    ).toEqual(["pending", "firing", "firing", "firing", "firing", "quiet"]);
  });

  test("says nothing where there is too little to look at, and clears then", () => {
    expect(after([[0, null]])).toEqual(["quiet"]);
    expect(
      after([
        [0, 1],
        [60, 1],
        [60 + calmSeconds, null],
      ]),
    ).toEqual(["pending", "firing", "quiet"]);
  });

  test("never fires without having been above for its time, and never clears without calm", () => {
    const look = fc.record({
      after: fc.integer({ min: 1, max: 200 }),
      value: fc.constantFrom(null, 0, 0.04, 0.06, 1),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
        let [at, state] = [0, quiet];
        let aboveSince: number | null = null;
        let lastAbove = Number.NEGATIVE_INFINITY;
        for (const { after: pause, value } of looks) {
          at += pause;
          const isAbove = value !== null && value > limits.above;
          if (!isAbove) aboveSince = null;
          else aboveSince ??= at;
          if (isAbove) lastAbove = at;
          const next = nextAlertState(state, { value, limits, at: second(at) });
          if (state.status !== "firing" && next.status === "firing")
            expect(at - (aboveSince ?? at)).toBeGreaterThanOrEqual(limits.forSeconds);
          if (state.status === "firing" && next.status !== "firing") {
            expect(next.status).toBe("quiet");
            expect(at - lastAbove).toBeGreaterThanOrEqual(calmSeconds);
          }
          state = next;
        }
      }),
    );
  });
});

test.each([
  ["upload_failures", 0.0734, "7.3 %"],
  ["ledger_drift", 1200, "1,200"],
  ["queue_age", 45.4, "45 s"],
  ["queue_age", 660, "11 min"],
  ["sweep_age", 9000, "2.5 h"],
  ["download_errors", null, "too little to say"],
] as const)("%s of %d reads %s", (signal, value, text) => {
  expect(formatSignal(signal, value)).toBe(text);
});
