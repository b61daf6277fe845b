import { newId } from "@mosis/domain";
import { expect, test } from "vitest";
import { entryOf, jobIdOf } from "./outbox-job-id.ts";

test("an entry is found again by its job's id, and nothing else is", () => {
  const entry = { id: newId<"job">(), generation: 12 };
  expect(entryOf(jobIdOf(entry))).toEqual(entry);
  expect(jobIdOf(entry)).not.toContain(":");
  for (const other of [
    undefined,
    "",
    "test-1",
    "outbox-1-2",
    "repeat:uploads.expire:1",
    `${jobIdOf(entry)}-1`,
  ])
    expect(entryOf(other)).toBeNull();
});
