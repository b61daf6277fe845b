import { createMemoryDatabase } from "./memory-database.ts";
import { createMemoryObjectStore } from "./memory-object-store.ts";
import { describeReleaseModel } from "./release-model.ts";

describeReleaseModel(
  "memory",
  async () => {
    let now = Date.UTC(2026, 5, 1, 12);
    const clock = { now: () => new Date(now) };
    return {
      ports: {
        db: createMemoryDatabase({ clock }),
        objects: createMemoryObjectStore({ now: () => now }),
        clock,
      },
      pass: async (hours) => {
        now += hours * 60 * 60 * 1000;
      },
    };
  },
  { runs: 100, steps: 60, timeoutMs: 120_000 },
);
