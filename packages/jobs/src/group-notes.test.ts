import { expect, test } from "vitest";
import { groupNotes } from "./group-notes.ts";

test("what comes while a batch is being noted is the next batch", async () => {
  const batches: number[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const note = groupNotes<number>((items) => {
    batches.push([...items]);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const first = note(1);
  await expect.poll(() => batches).toEqual([[1]]);
  const rest = [note(2), note(3)];
  gates[0]?.resolve();
  await first;
  await expect.poll(() => batches).toEqual([[1], [2, 3]]);
  gates[1]?.reject(new Error("no"));
  for (const one of rest) await expect(one).rejects.toThrow("no");
  const last = note(4);
  await expect.poll(() => batches.length).toBe(3);
  gates[2]?.resolve();
  await last;
});
