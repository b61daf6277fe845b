import { afterAll, afterEach, beforeEach, expect } from "vitest";

/**
 * Vitest set-up file: a test in which anything calls `console.error` or `console.warn` fails, because a warning
 * that nobody reads hides a fault. A test that expects one replaces the method itself
 * (`vi.spyOn(console, "error").mockImplementation(() => {})`) and asserts on it.
 */
const methods = ["error", "warn"] as const;
let calls: string[] = [];

function record(): void {
  for (const method of methods) {
    const original = console[method];
    console[method] = (...values: unknown[]) => {
      calls.push(`console.${method}: ${values.map(String).join(" ")}`);
      original(...values);
    };
  }
}

function failIfCalled(): void {
  const found = calls;
  calls = [];
  expect(found, "Unexpected output on the console").toEqual([]);
}

// Also catches what modules say while they load.
record();
beforeEach(failIfCalled);
afterEach(failIfCalled);
afterAll(failIfCalled);
