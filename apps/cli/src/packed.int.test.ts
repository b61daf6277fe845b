import { execFile } from "node:child_process";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { sampleFolder, scratchFolder } from "./testing/sample-folder.ts";

const run = promisify(execFile);
const workspace = join(import.meta.dirname, "..");

/** The program as others get it: the packed archive alone, in a folder with nothing else. */
test("a packed program runs by itself", { timeout: 120_000 }, async () => {
  const folder = await scratchFolder();
  await run("npm", ["pack", "--pack-destination", folder, "--foreground-scripts=false"], { cwd: workspace });
  const [archive = ""] = await readdir(folder);
  expect(archive).toMatch(/^mosis-cli-.*\.tgz$/);
  await run("tar", ["-xzf", archive], { cwd: folder });
  const packed = join(folder, "package");
  expect((await readdir(packed)).sort()).toEqual(["bin", "dist", "package.json"]);

  const app = await sampleFolder();
  const program = (...args: string[]) =>
    run(process.execPath, [join(packed, "bin/mosis.mjs"), ...args], { cwd: folder });
  const { stdout } = await program("validate", "--json", app);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, manifest: { id: "com.example.notes" } });
  await copyFile(join(app, "index.html"), join(folder, "not-a-package.mosis"));
  await expect(program("validate", "not-a-package.mosis")).rejects.toMatchObject({ code: 1 });
});
