import { DomainError } from "@mosis/domain";
import { expect, test } from "vitest";
import { InvalidJobError, StallingJobError, UnknownJobError } from "./perform-job.ts";
import { causeOf, maxAttempts, retryDelay, shouldRetry } from "./retry-policy.ts";

test("an outage is waited out, a fault is tried a few times, a refusal never again", () => {
  const outage = new DomainError("service_unavailable");
  expect(shouldRetry(outage, 1)).toBe(true);
  expect(shouldRetry(outage, maxAttempts - 1)).toBe(true);
  expect(shouldRetry(outage, maxAttempts)).toBe(false);
  expect(shouldRetry(new TypeError("oops"), 7)).toBe(true);
  expect(shouldRetry(new TypeError("oops"), 8)).toBe(false);
  expect(shouldRetry("thrown text", 1)).toBe(true);
  expect(shouldRetry(new DomainError("object_changed"), 1)).toBe(true);
  expect(shouldRetry(new DomainError("not_found"), 1)).toBe(false);
  expect(shouldRetry(new DomainError("object_missing"), 1)).toBe(false);
});

test("what is told of an error has its class and a stable code, and nothing that only the log may know", () => {
  expect(causeOf(new DomainError("service_unavailable"))).toMatchObject({
    class: "retry",
    code: "service_unavailable",
  });
  expect(causeOf(new DomainError("object_missing"))).toMatchObject({ class: "permanent" });
  expect(causeOf(new InvalidJobError("icon.render", "iconId: secret"))).toMatchObject({
    class: "poison",
    code: "job_invalid",
    message: expect.not.stringContaining("secret"),
  });
  expect(causeOf(new StallingJobError(6))).toMatchObject({ class: "poison", code: "worker_lost" });
  expect(causeOf(new UnknownJobError("icon.polish"))).toMatchObject({ class: "retry", code: "job_unknown" });
  expect(causeOf(new Error("secret"))).toMatchObject({
    class: "retry",
    code: "unexpected_error",
    message: expect.not.stringContaining("secret"),
  });
});

test("delays double up to five minutes, and attempts last for hours", () => {
  const withoutChance = (attempt: number) => retryDelay(attempt, 1000, { random: () => 0 });
  expect([1, 2, 3, 8, 9, 10, 50].map(withoutChance)).toEqual([
    1000, 2000, 4000, 128_000, 256_000, 300_000, 300_000,
  ]);
  expect(retryDelay(1, 1000, { random: () => 1 })).toBe(800);
  const total = Array.from({ length: maxAttempts - 1 }, (_, index) => withoutChance(index + 1));
  expect(total.reduce((sum, delay) => sum + delay) / 3_600_000).toBeGreaterThan(4);
});

test("somebody else's server gets eight attempts in about a day", () => {
  const error = new DomainError("webhook_not_delivered");
  const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) =>
    retryDelay(attempt, 1000, { error, random: () => 0 }),
  );
  expect(delays[0]).toBe(15_000);
  expect(delays.toSorted((a, b) => a - b)).toEqual(delays);
  const hours = delays.reduce((sum, delay) => sum + delay, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(28);
  expect(shouldRetry(error, 8)).toBe(true);
});
