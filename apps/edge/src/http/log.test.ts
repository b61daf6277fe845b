import { expect, test } from "vitest";
import { createLog, describeError } from "./log.ts";

test("what is below the level is not written", () => {
  const lines: string[] = [];
  const log = createLog("warn", (line) => lines.push(line));
  log({ level: "info", message: "hidden" });
  log({ level: "error", message: "shown", request_id: "1" });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: expect.any(String), level: "error", app: "edge", msg: "shown", request_id: "1" },
  ]);
});

test("an error is told with its causes and without any query string", () => {
  const cause = new Error("GET https://s3.example/b/k?X-Amz-Signature=secret failed");
  const text = describeError(new Error('no answer from "/v1/download/a/1?signature=secret"', { cause }));
  expect(text).toContain("no answer from");
  expect(text).toContain("caused by Error: GET https://s3.example/b/k?… failed");
  expect(text).not.toContain("secret");
});
