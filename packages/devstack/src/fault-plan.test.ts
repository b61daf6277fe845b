import fc from "fast-check";
import { expect, test } from "vitest";
import { type FaultKind, type FaultPlan, faultKinds, planFault, seededRandom } from "./fault-plan.ts";

const plan: FaultPlan = {
  seed: 1234,
  rates: { cut: 0.1, reset: 0.1, refuse: 0.1, drop_answer: 0.1, delay: 0.1, pause: 0.1 },
  withinBytes: 5000,
  withinMs: 300,
};

const fates = (of: FaultPlan, connections = 5000) =>
  Array.from({ length: connections }, (_, at) => planFault(of, at + 1));

test("the same plan gives the same fates, and another seed gives others", () => {
  expect(fates(plan)).toEqual(fates(plan));
  expect(fates({ ...plan, seed: 1235 })).not.toEqual(fates(plan));
});

test("faults are as frequent as their rates, and what is left over is spared", () => {
  const counted = Object.groupBy(fates(plan), (fault) => fault?.kind ?? "spared");
  for (const kind of faultKinds) {
    const share = (counted[kind]?.length ?? 0) / 5000;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
  }
  expect(Math.abs((counted.spared?.length ?? 0) / 5000 - 0.4)).toBeLessThan(0.03);
});

test("without rates nothing happens, and a rate of 1 spares none", () => {
  expect(fates({ ...plan, rates: {} }).every((fault) => fault === null)).toBe(true);
  expect(fates({ ...plan, rates: { delay: 1 } }).every((fault) => fault?.kind === "delay")).toBe(true);
});

test("whatever the seed, faults keep to their bounds", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.nat(1_000_000),
      fc.constantFrom<FaultKind>(...faultKinds),
      (seed, connection, kind) => {
        const fault = planFault({ ...plan, seed, rates: { [kind]: 1 } }, connection);
        expect(fault?.afterBytes).toBeGreaterThanOrEqual(1);
        expect(fault?.afterBytes).toBeLessThanOrEqual(plan.withinBytes);
        expect(fault?.milliseconds).toBeGreaterThanOrEqual(1);
        expect(fault?.milliseconds).toBeLessThanOrEqual(plan.withinMs);
        const value = seededRandom(seed)();
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
      },
    ),
  );
});
