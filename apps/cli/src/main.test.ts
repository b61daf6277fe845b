import { access, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./main.ts";
import { recordingTerminal } from "./testing/recording-terminal.ts";
import { sampleFolder, scratchFolder } from "./testing/sample-folder.ts";

async function mosis(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await run(args, { terminal, env: {}, keyboard: null });
  return { code, out: terminal.text(), err: terminal.errors(), json: () => JSON.parse(terminal.text()) };
}

const missing = (file: string) => expect(access(file)).rejects.toThrow("ENOENT");

describe("mosis validate", () => {
  test("accepts a sound folder and says what it is", async () => {
    const { code, out } = await mosis("validate", await sampleFolder());
    expect(out).toContain("✓ com.example.notes 1.2.0 (1):");
    expect(out).toContain("2 files");
    expect(code).toBe(0);
  });

  test("ends with 1 and every error and its fix, and as JSON", async () => {
    const folder = await sampleFolder({ entry: "missing.html", version: "one" });
    const { code, out } = await mosis("validate", folder);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ .*\n/);
    expect(out).toContain("manifest.json");
    const { code: jsonCode, json } = await mosis("validate", "--json", folder);
    expect(jsonCode).toBe(1);
    const report = json();
    expect(report).toMatchObject({ ok: false, size: expect.any(Number), sha256: expect.any(String) });
    expect(report.findings[0]).toMatchObject({
      severity: "error",
      code: expect.any(String),
      fix: expect.any(String),
    });
  });

  test("lets warnings fail when it is strict", async () => {
    const folder = await sampleFolder({ colour: "blue" });
    expect((await mosis("validate", folder)).code).toBe(0);
    expect((await mosis("validate", "--strict", folder)).code).toBe(1);
  });

  test("tells what is not there", async () => {
    const { code, err } = await mosis("validate", join(await scratchFolder(), "nothing.mosis"));
    expect(code).toBe(2);
    expect(err).toMatch(/^There is no file or folder .*nothing\.mosis\.$/);
    const empty = await mosis("validate", await scratchFolder());
    expect(empty.code).toBe(2);
    expect(empty.err).toContain("mosis init");
  });
});

describe("mosis pack", () => {
  test("makes the same package of the same folder, without what no app needs", async () => {
    const folder = await sampleFolder();
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await symlink("/nowhere", join(folder, "node_modules/.bin/tool"));
    await mkdir(join(folder, ".git"));
    await writeFile(join(folder, ".env"), "SECRET=1");
    await writeFile(join(folder, "old.mosis"), "old");
    const out = await scratchFolder();
    const [first, second] = [join(out, "1.mosis"), join(out, "2.mosis")];
    const packed = await mosis("pack", folder, "--output", first);
    expect(packed.code).toBe(0);
    expect(packed.err).toBe("Left out: .env, .git, node_modules, old.mosis");
    await mosis("pack", folder, "--output", second);
    expect((await readFile(first)).equals(await readFile(second))).toBe(true);
    const { json } = await mosis("validate", "--json", first);
    expect(json().totals.files).toBe(2);
    expect(packed.out).toContain(`sha256 ${json().sha256}`);
  });

  test("leaves no package behind that the store would refuse, but by force", async () => {
    const folder = await sampleFolder({ entry: "missing.html" });
    const out = await scratchFolder();
    const file = join(out, "bad.mosis");
    const refused = await mosis("pack", folder, "-o", file);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain("No package was written");
    expect(await readdir(out)).toEqual([]);
    expect((await mosis("pack", folder, "-o", file, "--force")).code).toBe(1);
    expect(await readdir(out)).toEqual(["bad.mosis"]);
  });

  test("says when the folder for the package is not there", async () => {
    const { code, err } = await mosis("pack", await sampleFolder(), "-o", "nowhere/at/all.mosis");
    expect(code).toBe(2);
    expect(err).toMatch(/^There is no folder .*nowhere\/at to write the package into\.$/);
  });

  test("refuses links, which a package cannot hold", async () => {
    const folder = await sampleFolder();
    await symlink("index.html", join(folder, "home.html"));
    const { code, err } = await mosis("pack", folder, "-o", join(await scratchFolder(), "a.mosis"));
    expect(code).toBe(2);
    expect(err).toContain("home.html is not a regular file");
  });
});

describe("mosis init", () => {
  test("makes a folder that validates, and replaces nothing by itself", async () => {
    const folder = join(await scratchFolder(), "My Notes");
    expect((await mosis("init", folder, "--yes", "--portal", "https://apps.example.com")).code).toBe(0);
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({
      $schema: "https://apps.example.com/schemas/manifest-1.json",
      id: "com.example.my-notes",
      name: "My Notes",
      version_code: 1,
    });
    expect((await mosis("validate", "--strict", folder)).code).toBe(0);
    const again = await mosis("init", folder, "--yes");
    expect(again.code).toBe(2);
    expect(again.err).toContain("--force");
    await mosis("init", folder, "--force", "--id", "org.example.other", "--name", "Other");
    expect(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")).id).toBe("org.example.other");
  });

  test("takes no portal that is no address", async () => {
    const folder = await scratchFolder();
    const { code, err } = await mosis("init", folder, "--yes", "--portal", "apps");
    expect([code, err]).toEqual([2, expect.stringContaining("apps is not the address of a portal")]);
    await missing(join(folder, "manifest.json"));
  });

  test("takes no answer that a manifest cannot have", async () => {
    const folder = await scratchFolder();
    const { code, err } = await mosis("init", folder, "--yes", "--id", "Notes");
    expect(code).toBe(2);
    expect(err).toContain("id: Use a reverse domain name");
    await missing(join(folder, "manifest.json"));
  });
});

describe("mosis", () => {
  test.each([[["dance"]], [["publish", "--concurrency", "0"]], [["pack", "--nonsense"]]])(
    "%j is not meant that way",
    async (args) => expect((await mosis(...args)).code).toBe(2),
  );

  test("tells how it is used", async () => {
    const { code, out } = await mosis("--help");
    expect(code).toBe(0);
    for (const command of ["init", "pack", "validate", "publish"]) expect(out).toContain(command);
  });
});
