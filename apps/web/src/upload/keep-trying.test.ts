import { expect, test } from "vitest";
import { ApiProblem } from "../http/client.ts";
import { keepTrying, StorageTrouble, type Waiting } from "./keep-trying.ts";
import { memoryConnection } from "./testing/memory-connection.ts";

function patience(connection = memoryConnection()) {
  const told: (Waiting | null)[] = [];
  const pauses: number[] = [];
  const controller = new AbortController();
  const options = {
    signal: controller.signal,
    connection,
    onWaiting: (waiting: Waiting | null) => void told.push(waiting),
    pause: async (ms: number) => void pauses.push(ms),
  };
  return { options, told, pauses, controller, connection };
}

test("tries again after growing pauses, and then no more", async () => {
  const { options, told, pauses } = patience();
  let attempts = 0;
  const failing = keepTrying(async () => {
    attempts += 1;
    throw new StorageTrouble();
  }, options);
  await expect(failing).rejects.toBeInstanceOf(StorageTrouble);
  expect(attempts).toBe(6);
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
  expect(told.slice(0, 2)).toEqual(["retrying", null]);
});

test.each([
  [new ApiProblem({ code: "offline", detail: "" }), 2],
  [new ApiProblem({ code: "internal_error", detail: "", status: 503 }), 2],
  [new ApiProblem({ code: "upload_closed", detail: "", status: 410 }), 1],
  [new Error("a fault of our own"), 1],
])("%o is tried %i times when the second attempt works", async (failure, expected) => {
  const { options } = patience();
  let attempts = 0;
  const trying = keepTrying(async () => {
    attempts += 1;
    if (attempts === 1) throw failure;
    return "worked";
  }, options);
  if (expected === 1) await expect(trying).rejects.toBe(failure);
  else expect(await trying).toBe("worked");
  expect(attempts).toBe(expected);
});

test("waits for a network as long as it takes, and breaks off what was under way when it went", async () => {
  const { options, told, pauses, connection } = patience();
  connection.set(false);
  const attempts: AbortSignal[] = [];
  const trying = keepTrying((signal) => {
    attempts.push(signal);
    return attempts.length === 1 ? new Promise<string>(() => undefined) : Promise.resolve("worked");
  }, options);
  await Promise.resolve();
  expect(attempts).toHaveLength(0);
  connection.set(true);
  await expect.poll(() => attempts.length).toBe(1);
  connection.set(false);
  await expect.poll(() => attempts[0]?.aborted).toBe(true);
  await expect.poll(() => told.at(-1)).toBe("offline");
  connection.set(true);
  expect(await trying).toBe("worked");
  expect(told).toEqual(["offline", null, "offline", null]);
  expect(pauses).toEqual([]);
  expect(connection.listeners()).toBe(0);
});

test("ends with the signal's reason, also while it waits", async () => {
  const { options, controller, connection } = patience();
  connection.set(false);
  const trying = keepTrying(async () => "worked", options);
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(trying).rejects.toBe(reason);
  expect(connection.listeners()).toBe(0);
});
