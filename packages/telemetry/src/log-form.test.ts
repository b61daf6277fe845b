import { expect, test } from "vitest";
import { logForm } from "./log-form.ts";
import { createLogScope } from "./log-scope.ts";

test("what is logged within a piece of work carries its fields, also those learned later, and nothing else does", async () => {
  const scope = createLogScope();
  const seen: unknown[] = [];
  scope.add({ lost: "outside" });
  await Promise.all(
    ["a", "b"].map((request_id) =>
      scope.run({ request_id }, async () => {
        await Promise.resolve();
        scope.add({ actor_id: `who asked ${request_id}` });
        await scope.run({ job_id: 1 }, async () => seen.push(scope.fields()));
        seen.push(scope.fields());
      }),
    ),
  );
  expect(seen).toContainEqual({ request_id: "a", actor_id: "who asked a", job_id: 1 });
  expect(seen).toContainEqual({ request_id: "b", actor_id: "who asked b" });
  expect(scope.fields()).toEqual({});
});

test("a line says its time and level in words, and what a call says of itself wins", () => {
  const form = logForm({ app: "web", level: "info", fields: () => ({ request_id: "1", job: "outer" }) });
  expect(JSON.parse(`{"a":1${form.timestamp()}}`).time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(form.formatters.level("warn")).toEqual({ level: "warn" });
  expect(form.mixinMergeStrategy({ job: "own" }, form.mixin())).toEqual({ request_id: "1", job: "own" });
  expect(form.hooks.streamWrite('"token":"secret"')).toBe('"token":"…"');
});
