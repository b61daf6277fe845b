import { execFile } from "node:child_process";
import { copyFile, readdir, readFile } from "node:fs/promises";
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
    run(process.execPath, [join(packed, "bin/mosis.mjs"), ...args], {
      cwd: folder,
      env: { MOSIS_TO_ACCESS_KEY_ID: "id", MOSIS_TO_SECRET_ACCESS_KEY: "secret" },
    });
  const { stdout } = await program("validate", "--json", app);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, manifest: { id: "com.example.notes" } });
  await copyFile(join(app, "index.html"), join(folder, "not-a-package.mosis"));
  await expect(program("validate", "not-a-package.mosis")).rejects.toMatchObject({ code: 1 });

  // What operators need of a store is not in it.
  expect(await readFile(join(packed, "dist/mosis.mjs"), "utf8")).not.toContain("@aws-sdk");
  const migrate = program("storage", "migrate", "--from", app, "--to", "s3://b?provider=s3");
  await expect(migrate).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("run it in the store's own repository"),
  });
});
