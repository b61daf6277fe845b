import { expect, test } from "vitest";
import { planOf } from "./plan.ts";

test("a plan counts what was found by what became of it, and says in numbers what approving the rest will do", () => {
  const plan = planOf([
    { kind: "orphan", objectKind: null, outcome: "open", count: 12, bytes: 3_400_000 },
    { kind: "orphan", objectKind: "icon", outcome: "open", count: 1, bytes: 600_000 },
    { kind: "orphan", objectKind: null, outcome: "repaired", count: 2, bytes: 10 },
    { kind: "missing", objectKind: "manifest", outcome: "open", count: 1, bytes: 300 },
    { kind: "missing", objectKind: "package", outcome: "needs_person", count: 1, bytes: 5_000_000 },
    { kind: "wrong_size", objectKind: "feed", outcome: "open", count: 2, bytes: 900 },
  ]);
  expect(plan).toEqual([
    expect.objectContaining({
      kind: "missing",
      total: 2,
      open: 1,
      needsPerson: 1,
      sentences: ["Write 1 manifest again from the database."],
    }),
    expect.objectContaining({
      kind: "wrong_size",
      sentences: ["Keep what stands there in quarantine, then write 2 release documents again."],
    }),
    {
      kind: "orphan",
      total: 15,
      bytes: 4_000_010,
      open: 13,
      repaired: 2,
      skipped: 0,
      needsPerson: 0,
      sentences: [
        "Move 13 objects (4.0 MB) to quarantine, and delete them there after 30 days unless somebody puts them back.",
      ],
    },
  ]);
  expect(planOf([])).toEqual([]);
});
