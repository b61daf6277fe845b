import { expect, test } from "vitest";
import { endStreams } from "./draining.ts";
import { liveEvents } from "./live-events.ts";

const open = (subscribed: { count: number }) =>
  liveEvents({
    topic: "version:018f0000-0000-7000-8000-000000000001" as never,
    changes: {
      subscribe: () => {
        subscribed.count += 1;
        return () => {
          subscribed.count -= 1;
        };
      },
    },
    signal: new AbortController().signal,
    read: async () => ({ status: "validating" }),
    isFinal: () => false,
  });

// One process stops once: all of it is one test.
test("streams end in good order when the process stops, and one that is begun after that says how things stand", async () => {
  const subscribed = { count: 0 };
  const before = await open(subscribed);
  const text = before.text();
  expect(subscribed.count).toBe(1);
  endStreams();
  expect(await text).toContain('data: {"status":"validating"}\n\n');
  expect(subscribed.count).toBe(0);
  const after = await open(subscribed);
  expect(await after.text()).toBe('data: {"status":"validating"}\n\n');
  expect(subscribed.count).toBe(0);
});
