import { expect, test } from "vitest";
import { Progress } from "./progress.ts";

test("without a terminal a step is a line at its start and one at its end, with the seconds", async () => {
  let written = "";
  const progress = new Progress({ write: (text: string) => (written += text) });
  await progress.step("Build", async () => {});
  progress.end();
  expect(written).toMatch(/^… Build\n✓ Build {29} +0\.0 s\n$/);
});

test("a step that fails is not ticked off", async () => {
  let written = "";
  const progress = new Progress({ write: (text: string) => (written += text) });
  await expect(progress.step("Build", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  progress.end();
  expect(written).toBe("… Build\n");
});
