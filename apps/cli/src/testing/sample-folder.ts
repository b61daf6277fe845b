import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An app's folder for one test, with `data` bytes of noise in it. */
export async function sampleFolder(
  fields: Record<string, unknown> = {},
  { data = 0 }: { data?: number } = {},
): Promise<string> {
  const folder = await scratchFolder();
  const manifest = {
    manifest_version: 1,
    id: "com.example.notes",
    name: "Notes",
    version: "1.2.0",
    version_code: 1,
    entry: "index.html",
    ...fields,
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "index.html"), "<!doctype html>\n<title>Notes</title>\n");
  if (data > 0) await writeFile(join(folder, "data.bin"), randomBytes(data));
  return folder;
}

/** An empty folder that is gone after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mosis-cli-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
