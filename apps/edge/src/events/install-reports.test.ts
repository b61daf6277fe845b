import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { type EdgeInMemory, edgeInMemory, expectProblem } from "../testing/edge-in-memory.ts";

let at: EdgeInMemory;
beforeEach(() => {
  at = edgeInMemory();
});
const release_id = "0190a000-0000-7000-8000-00000000abcd";
const report = (changes: object = {}) => ({ release_id, outcome: "installed", ...changes });
const send = (device: string, ...reports: object[]) => at.post("/v1/reports", { device, reports });

test("reports are noted without the name of the device", async () => {
  const response = await send("my device", report(), report({ outcome: "failed" }));
  expect(response.status).toBe(202);
  expect(await response.text()).toBe("");
  const events = await at.events();
  expect(events).toEqual(
    ["installed", "failed"].map((outcome) => ({
      kind: "install",
      at: "2026-03-01T12:01:00.000Z",
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      release_id,
      outcome,
    })),
  );
  expect(JSON.stringify(events)).not.toContain("my device");
});

test("the same report has the same id, and every other one another", async () => {
  await send("a", report(), report({ release_id: release_id.toUpperCase() }));
  await send("a", report());
  await send("b", report());
  await send("a", report({ outcome: "failed" }), report({ release_id: randomUUID() }));
  const ids = (await at.events()).map((event) => "id" in event && event.id);
  expect(ids).toHaveLength(6);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(new Set(ids).size).toBe(4);
});

test.each([
  {},
  { device: "a", reports: [] },
  { device: "", reports: [report()] },
  { device: "a", reports: [report({ outcome: "maybe" })] },
  { device: "a", reports: [report({ release_id: "7" })] },
  { device: "a", reports: Array.from({ length: 101 }, () => report()) },
])("%j is refused", async (body) => {
  const { errors } = await expectProblem(await at.post("/v1/reports", body), 400, "body_invalid");
  expect(errors?.length).toBeGreaterThan(0);
  expect(await at.events()).toEqual([]);
});
