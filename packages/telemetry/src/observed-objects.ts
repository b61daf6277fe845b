import { isDomainError, type ObjectStore } from "@mosis/domain";
import type { Metrics } from "./metrics/metrics.ts";
import type { Tracing } from "./tracing.ts";

/** Signing an address asks storage nothing. */
const local = new Set<keyof ObjectStore>(["presignPut", "presignPart", "presignGet"]);
/** What callers count on: storage has answered. */
const answers = ["object_missing", "object_changed"] as const;

/**
 * The same object store, each call of which is a part of the trace at hand and counts among the metrics. `read` and
 * `digest` are measured up to the first byte of the answer; `read` gives a stream whose end is its reader's affair.
 */
export function observeObjects<Store extends ObjectStore>(
  objects: Store,
  { metrics, tracing }: { metrics: Metrics; tracing: Tracing },
): Store {
  const observe =
    (operation: keyof ObjectStore, call: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]): Promise<unknown> => {
      const from = performance.now();
      const done = (outcome: string) =>
        metrics.storage.calls.observe({ operation, outcome }, (performance.now() - from) / 1000);
      const key = keyOf(args[0]);
      const attributes = { "storage.operation": operation, ...(key !== null && { "storage.key": key }) };
      return tracing.part({ name: `storage ${operation}`, kind: "client", attributes }, async () => {
        try {
          const result = await call(...args);
          done(result === null ? "missing" : "ok");
          return result;
        } catch (error) {
          const code = answers.find((one) => isDomainError(error, one));
          done(code ? code.slice("object_".length) : "error");
          throw error;
        }
      });
    };
  return new Proxy(objects, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== "function" || local.has(name as keyof ObjectStore)) return value;
      return observe(name as keyof ObjectStore, value.bind(target));
    },
  });
}

/** Keys are made of database ids, and say nothing that is secret. */
function keyOf(argument: unknown): string | null {
  if (typeof argument === "string") return argument;
  const { key, to, prefix } = (argument ?? {}) as Record<string, unknown>;
  const named = key ?? to ?? prefix;
  return typeof named === "string" ? named : null;
}
