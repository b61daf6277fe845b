import { expect, test } from "vitest";
import { InvalidJobError, type Processors, performJob } from "./perform-job.ts";
import { idleProcessors } from "./testing/idle-processors.ts";

const context = { signal: new AbortController().signal, id: "job", attempt: 1 };

test("a processor that is missing does not compile", () => {
  const { "icon.render": _, ...others } = idleProcessors;
  // @ts-expect-error icon.render is missing
  const incomplete: Processors = others;
  expect(Object.keys(incomplete)).not.toContain("icon.render");
});

test("the payload is what its contract leaves of it", async () => {
  const seen: unknown[] = [];
  const recording: Processors = {
    ...idleProcessors,
    "object.delete": async (payload) => void seen.push(payload),
  };
  await performJob(recording, { name: "object.delete", data: { key: "temp/a/upload", surplus: 1 } }, context);
  expect(seen).toEqual([{ key: "temp/a/upload" }]);
});

test.each([undefined, null, "text", {}, { key: "" }, { key: 7 }])(
  "%j is no payload of object.delete",
  async (data) => {
    await expect(performJob(idleProcessors, { name: "object.delete", data }, context)).rejects.toThrow(
      InvalidJobError,
    );
  },
);

test.each(["toString", "__proto__", "version.burn"])("%s is no job", async (name) => {
  await expect(performJob(idleProcessors, { name, data: {} }, context)).rejects.toThrow(
    `no job named ${name}`,
  );
});
