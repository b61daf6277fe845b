import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { system } from "@mosis/domain";
import { describe, expect, onTestFinished, test } from "vitest";
import { run } from "../main.ts";
import { patience } from "../portal/retry.ts";
import { type Fault, startPortalDouble } from "../testing/portal-double.ts";
import { recordingTerminal } from "../testing/recording-terminal.ts";
import { sampleFolder } from "../testing/sample-folder.ts";

const packageId = "com.example.notes";
/** Three parts: two of 8 MiB and a rest. */
const large = { data: 17 * 1024 * 1024 };
const bin = join(import.meta.dirname, "../../bin/mosis.mjs");

async function withPortal(fault?: (request: { method: string; path: string; count: number }) => Fault) {
  const portal = await startPortalDouble({ packageId, ...(fault && { fault }) });
  onTestFinished(() => portal.close());
  const publish = async (path: string, args: string[] = [], env: { MOSIS_TOKEN?: string } = {}) => {
    const terminal = recordingTerminal();
    const code = await run(["publish", path, ...args], {
      terminal,
      // As patient as people need it, in a hurry.
      policy: { ...patience, firstWaitMs: 1, longestWaitMs: 20 },
      env: { MOSIS_URL: portal.url, MOSIS_TOKEN: portal.token, ...env },
    });
    return { code, out: terminal.text(), err: terminal.errors() };
  };
  const versions = async () =>
    (
      await portal.store.db.queries.listVersions(portal.store.developer, await appId(portal), {
        search: "",
        page: 1,
      })
    ).items;
  return { portal, publish, versions };
}

type Portal = Awaited<ReturnType<typeof startPortalDouble>>;
async function appId({ store }: Portal) {
  const app = await store.db.apps.findByPackageId(system, packageId);
  if (!app) throw new Error("no app");
  return app.id;
}

describe("mosis publish", () => {
  test("sends a folder, waits for the verdict and leads to its page", async () => {
    const { portal, publish, versions } = await withPortal();
    const { code, out } = await publish(await sampleFolder());
    expect(code).toBe(0);
    expect(out).toContain("✓ Version 1.2.0 has passed the checks and is a draft, nothing to mend");
    const [version] = await versions();
    expect(version).toMatchObject({ status: "draft", versionCode: 1 });
    expect(out).toContain(`${portal.url}/console/apps/${packageId}/versions/${version?.id}`);
    expect(portal.received).toHaveLength(1);
  });

  test("sends a large package in parts and tells how far it is", async () => {
    const { portal, publish } = await withPortal();
    const { code, err } = await publish(await sampleFolder({}, large), ["--concurrency", "2"]);
    expect(code).toBe(0);
    expect(portal.received.filter((one) => one.startsWith("part"))).toHaveLength(3);
    expect(err).toMatch(/Sending 100 %/);
  });

  test("twice is one version, and sends nothing again", async () => {
    const { portal, publish, versions } = await withPortal();
    const folder = await sampleFolder();
    await publish(folder);
    expect((await publish(folder)).code).toBe(0);
    expect(await versions()).toHaveLength(1);
    expect(portal.received).toHaveLength(1);
  });

  test("prints what the store refuses, as JSON for programs", async () => {
    const { publish } = await withPortal();
    await publish(await sampleFolder());
    const { code, out } = await publish(await sampleFolder({ name: "Other" }), ["--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      published: true,
      version: { status: "failed", findings: [{ code: "version_code_not_greater" }] },
    });
  });

  test("sends nothing that the rules refuse", async () => {
    const { portal, publish } = await withPortal();
    const { code, err } = await publish(await sampleFolder({ entry: "missing.html" }));
    expect(code).toBe(1);
    expect(err).toContain("Nothing was sent");
    expect(portal.received).toEqual([]);
  });

  test("says what is missing or wrong with the token and the portal", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder();
    const without = await publish(folder, [], { MOSIS_TOKEN: "" });
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("/console/tokens")]);
    const wrong = await publish(folder, [], { MOSIS_TOKEN: portal.otherToken });
    expect(wrong.code).toBe(4);
    expect(wrong.err).toContain("[token_invalid] (request request-1)");
    expect(`${wrong.out}${wrong.err}`).not.toContain(portal.otherToken);
    expect((await publish(folder, ["--portal", "apps"])).code).toBe(2);
    const foreign = await publish(await sampleFolder({ id: "com.example.unknown" }));
    expect([foreign.code, foreign.err]).toEqual([
      4,
      expect.stringContaining("Create the app in the portal first"),
    ]);
  });
});

describe("a broken connection", () => {
  test.each<[string, (request: { method: string; path: string; count: number }) => Fault]>([
    ["every third request is cut", ({ count }) => (count % 3 === 0 ? "cut before" : null)],
    ["every third answer is lost", ({ count }) => (count % 3 === 0 ? "cut after" : null)],
    ["the servers are overloaded now and then", ({ count }) => (count % 4 === 1 ? "answer 503" : null)],
  ])("%s: one version all the same", async (_, fault) => {
    const { publish, versions } = await withPortal(fault);
    const { code, err } = await publish(await sampleFolder({}, large));
    expect(err).toContain("Trying again");
    expect(code).toBe(0);
    expect(await versions()).toMatchObject([{ status: "draft" }]);
  });

  test("an address that expired is asked for anew", async () => {
    let refusals = 0;
    const { publish } = await withPortal(({ path }) =>
      path.startsWith("/bucket/") && refusals++ < 2 ? "answer 403" : null,
    );
    expect((await publish(await sampleFolder({}, large))).code).toBe(0);
    expect(refusals).toBeGreaterThan(2);
  });

  test("a program that is killed goes on with the parts that are missing when it runs again", async () => {
    let kill = () => {};
    let parts = 0;
    const { portal, publish, versions } = await withPortal(({ path }) => {
      // The second part has arrived and been reported; the third is on its way.
      if (path.startsWith("/bucket/") && ++parts === 3) kill();
      return null;
    });
    const folder = await sampleFolder({}, large);
    const child = spawn(process.execPath, [bin, "publish", folder, "--concurrency", "1"], {
      env: { MOSIS_URL: portal.url, MOSIS_TOKEN: portal.token },
      stdio: "ignore",
    });
    kill = () => child.kill("SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    const before = portal.received.length;
    expect(before).toBeGreaterThanOrEqual(2);
    expect((await publish(folder)).code).toBe(0);
    expect(portal.received.length - before).toBeLessThanOrEqual(1);
    expect(await versions()).toMatchObject([{ status: "draft" }]);
  });
});
