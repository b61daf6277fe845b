import { expect, test } from "vitest";
import { explain, StackError } from "./stack-error.ts";

test("a full disk is recognised in an error and in a log", () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(explain(error)).toMatchObject({ code: "disk_full" });
  const log = ['FATAL:  could not write lock file "postmaster.pid": No space left on device'];
  expect(explain(new StackError("process_failed", "postgres ended with code 1.", log))).toMatchObject({
    code: "disk_full",
  });
});

test("a missing right names the file", () => {
  const error = Object.assign(new Error("EACCES: permission denied"), {
    code: "EACCES",
    path: ".data/secrets.json",
  });
  expect(explain(error)).toMatchObject({
    code: "no_permission",
    message: expect.stringContaining(".data/secrets.json"),
  });
});

test("anything else stays as it is", () => {
  const error = new Error("something new");
  expect(explain(error)).toBe(error);
});
