import { alertRules, objectKeys } from "@mosis/domain";
import type { HealthCheck } from "./health.ts";
import type { PoolUse } from "./metrics/metrics.ts";

type Service = "database" | "redis" | "storage";

/**
 * What a process of the store looks at to know how it does.
 * @param needs the services without which this process can do nothing of use. That others are away is told, and is no
 *   reason to send it no more work: all of its kind would be out of service at once.
 */
export function storeChecks(
  services: {
    database: { ping(): Promise<void>; pool(): PoolUse };
    redis: { ping(): Promise<void> };
    objects: { head(key: string): Promise<unknown> };
    /** Seconds since the oldest job was added that should have been done. */
    queueAge(): Promise<number>;
  },
  needs: readonly Service[],
): Record<string, HealthCheck> {
  const { database, redis, objects, queueAge } = services;
  const service = (name: Service, ask: () => Promise<unknown>): HealthCheck => ({
    isNeeded: needs.includes(name),
    async look() {
      await ask();
      return { words: "answers" };
    },
  });
  return {
    database: service("database", () => database.ping()),
    redis: service("redis", () => redis.ping()),
    // Any object will do: also that there is none is an answer.
    storage: service("storage", () => objects.head(objectKeys.deviceKeys)),
    queue_age: {
      isNeeded: false,
      async look() {
        const seconds = await queueAge();
        const isWell = seconds <= alertRules.queue_age.above;
        return {
          words: isWell ? "jobs are done in time" : "jobs wait too long",
          isWell,
          numbers: { seconds },
        };
      },
    },
    pool: {
      isNeeded: false,
      async look() {
        const { total, idle, waiting, most } = database.pool();
        const isWell = waiting < most;
        const words = waiting === 0 ? "nothing waits for a connection" : "calls wait for a connection";
        return { words, isWell, numbers: { in_use: total - idle, idle, waiting, most } };
      },
    },
  };
}
