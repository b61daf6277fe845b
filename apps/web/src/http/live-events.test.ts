import { type ChangeFeed, DomainError, newId } from "@mosis/domain";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { liveEvents } from "./live-events.ts";

/** A change feed to press by hand. */
function handFeed(): ChangeFeed & { tell(): void; readonly listeners: number } {
  const listeners = new Set<() => void>();
  return {
    subscribe: (_topic, listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
    get listeners() {
      return listeners.size;
    },
  };
}

function follow(states: (string | Error)[]) {
  const changes = handFeed();
  const abort = new AbortController();
  let reads = 0;
  const response = liveEvents({
    topic: `version:${newId<"version">()}`,
    changes,
    signal: abort.signal,
    read: async () => {
      const state = states[Math.min(reads++, states.length - 1)];
      if (state instanceof Error) throw state;
      return { state };
    },
    isFinal: ({ state }) => state === "done",
  });
  return { changes, abort, response };
}

describe("liveEvents", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("sends the resource at once, what changed on a hint, and ends when it is final", async () => {
    const { changes, response } = follow(["a", "a", "done"]);
    const text = (await response).text();
    await vi.advanceTimersByTimeAsync(0);
    changes.tell();
    expect(await text).toBe('data: {"state":"a"}\n\n: still here\n\ndata: {"state":"done"}\n\n');
    expect(changes.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("reads again by itself when no hint comes", async () => {
    const { response } = follow(["a", "a", "done"]);
    const text = (await response).text();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await text).toContain("done");
  });

  it("is an ordinary failure when the first read is", async () => {
    const { changes, response } = follow([new DomainError("not_found")]);
    await expect(response).rejects.toThrow(expect.objectContaining({ code: "not_found" }));
    expect(changes.listeners).toBe(0);
  });

  it("ends when a later read fails: the right to look may be gone", async () => {
    const { changes, response } = follow(["a", "a", new DomainError("not_found")]);
    const text = (await response).text();
    await vi.advanceTimersByTimeAsync(0);
    changes.tell();
    expect(await text).toMatch(/\n\nevent: over\ndata: \{\}\n\n$/);
    expect(changes.listeners).toBe(0);
  });

  it("may be asked for again when a later read broke", async () => {
    for (const broken of [new DomainError("service_unavailable"), new TypeError("oops")]) {
      const { changes, response } = follow(["a", "a", broken]);
      const text = (await response).text();
      await vi.advanceTimersByTimeAsync(0);
      changes.tell();
      expect(await text).not.toContain("over");
      expect(changes.listeners).toBe(0);
    }
  });

  it("lets go of everything when the reader leaves", async () => {
    const { changes, abort, response } = follow(["a"]);
    const text = (await response).text();
    await vi.advanceTimersByTimeAsync(0);
    expect(changes.listeners).toBe(1);
    abort.abort();
    await text;
    expect(changes.listeners).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
