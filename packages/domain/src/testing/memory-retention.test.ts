import { createMemoryDatabase } from "./memory-database.ts";
import { describeRetention } from "./retention-conformance.ts";

describeRetention("memory", async () => {
  let now = Date.UTC(2026, 5, 1, 12);
  return {
    db: createMemoryDatabase({ clock: { now: () => new Date(now) } }),
    pass: async (hours) => {
      now += hours * 60 * 60 * 1000;
    },
  };
});
