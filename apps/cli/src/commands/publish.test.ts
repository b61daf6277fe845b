import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completeListing, packageId, versionsOf, withPortal } from "../testing/publishing.ts";
import { sampleFolder } from "../testing/sample-folder.ts";

describe("mosis publish", () => {
  test("sends a folder, waits for the verdict and leads to its page", async () => {
    const { portal, publish } = await withPortal();
    const { code, out } = await publish(await sampleFolder());
    expect(code).toBe(0);
    expect(out).toContain("✓ Version 1.2.0 has passed the checks and is a draft, nothing to mend");
    const [version] = await versionsOf(portal);
    expect(version).toMatchObject({ status: "draft", versionCode: 1 });
    expect(out).toContain(`${portal.url}/console/apps/${packageId}/versions/${version?.id}`);
    expect(portal.received).toEqual(["whole"]);
  });

  test("twice is one version, and sends nothing again", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder();
    await publish(folder);
    expect((await publish(folder)).code).toBe(0);
    expect(await versionsOf(portal)).toHaveLength(1);
    expect(portal.received).toEqual(["whole"]);
  });

  test("says what is new, from the command line or a file", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder();
    const notesOf = async () => {
      const [version] = await versionsOf(portal);
      const { app, developer: actor } = portal.store;
      return (await app.getVersion({ actor, versionId: version?.id as never })).version.releaseNotes;
    };
    expect((await publish(folder, ["--notes", "Faster."])).code).toBe(0);
    expect(await notesOf()).toBe("Faster.");
    const file = join(folder, ".notes");
    await writeFile(file, "Faster,\nand smaller.\n");
    expect((await publish(folder, ["--notes-file", file])).code).toBe(0);
    expect(await notesOf()).toContain("smaller");
    const nowhere = await publish(folder, ["--notes-file", join(folder, "nothing")]);
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining("(ENOENT)")]);
  });

  test("prints what the store refuses, as JSON for programs", async () => {
    const { publish } = await withPortal();
    await publish(await sampleFolder());
    const { code, out } = await publish(await sampleFolder({ name: "Other" }), ["--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      sent: true,
      version: { status: "failed", findings: [{ code: "version_code_not_greater" }] },
    });
  });

  test("sends nothing that the rules refuse", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder({ entry: "missing.html" });
    const { code, err } = await publish(folder);
    expect(code).toBe(1);
    expect(err).toContain("Nothing was sent");
    expect(JSON.parse((await publish(folder, ["--json"])).out)).toMatchObject({ sent: false, ok: false });
    expect(portal.received).toEqual([]);
  });

  test("says what is missing or wrong with the token and the portal", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder();
    const without = await publish(folder, [], { env: { MOSIS_TOKEN: "" } });
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("/console/tokens")]);
    const wrong = await publish(folder, [], { env: { MOSIS_TOKEN: portal.otherToken } });
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

  test("takes a token with the line break of the file it came from, and none that cannot be one", async () => {
    const { portal, publish } = await withPortal();
    const folder = await sampleFolder();
    const torn = `${portal.token.slice(0, 20)}\n${portal.token.slice(20)}`;
    const refused = await publish(folder, [], { env: { MOSIS_TOKEN: torn } });
    expect(refused.code).toBe(2);
    expect(refused.err).not.toContain(portal.token.slice(0, 20));
    expect((await publish(folder, [], { env: { MOSIS_TOKEN: `${portal.token}\n` } })).code).toBe(0);
  });

  test("follows no portal elsewhere with the token", async () => {
    const { publish } = await withPortal({ fault: () => "lead elsewhere" });
    const { code, err } = await publish(await sampleFolder());
    expect(code).toBe(4);
    expect(err).toMatch(/leads to https:\/\/apps\.example\.com\. If that is your portal, give its address/);
  });
});

describe("waiting and submitting", () => {
  test("does not wait when it shall not", async () => {
    const { portal, publish } = await withPortal({ verdictAfterMs: 60_000 });
    const { code, out } = await publish(await sampleFolder(), ["--no-wait"]);
    expect(code).toBe(0);
    expect(out).toContain("… The version is being checked");
    expect(await versionsOf(portal)).toMatchObject([{ status: "validating" }]);
  });

  test("ends with 3 when there is no verdict in time, and still tells which version it is", async () => {
    const { publish } = await withPortal({ verdictAfterMs: 60_000 });
    const { code, out, err } = await publish(await sampleFolder(), ["--timeout", "1", "--json"]);
    expect(code).toBe(3);
    expect(err).toContain("no verdict within 1 s");
    expect(JSON.parse(out)).toMatchObject({ sent: true, version: { status: "validating" } });
  });

  test("submits a version that passed, also one that was sent before", async () => {
    const { portal, publish } = await withPortal();
    await completeListing(portal);
    const folder = await sampleFolder();
    await publish(folder);
    const { code, out } = await publish(folder, ["--submit"]);
    expect(code).toBe(0);
    expect(out).toContain("Version 1.2.0 is in review");
    expect(await versionsOf(portal)).toMatchObject([{ status: "in_review" }]);
    expect((await publish(folder, ["--submit"])).code).toBe(0);
  });

  test("says where to go on when the version cannot be submitted", async () => {
    const { portal, publish } = await withPortal();
    const { code, err } = await publish(await sampleFolder(), ["--submit"]);
    expect(code).toBe(4);
    const [version] = await versionsOf(portal);
    expect(version).toMatchObject({ status: "draft" });
    expect(err).toContain(`stays a draft. Submit it at ${portal.url}/console/apps/${packageId}/versions/`);
    expect(err).toContain("[app_listing_incomplete] (request request-1)");
  });

  test("cannot submit what it does not wait for", async () => {
    const { portal, publish } = await withPortal();
    expect((await publish(await sampleFolder(), ["--no-wait", "--submit"])).code).toBe(2);
    expect(portal.received).toEqual([]);
  });
});

describe("a file sent whole", () => {
  test("has arrived when storage says that it is there already", async () => {
    let lost = false;
    const { portal, publish } = await withPortal({
      fault({ path }) {
        if (lost || !path.startsWith("/bucket/")) return null;
        lost = true;
        return "cut after";
      },
    });
    const { code, err } = await publish(await sampleFolder());
    expect(err).toContain("The connection to storage broke");
    expect(code).toBe(0);
    expect(portal.received).toEqual(["whole"]);
  });

  test("gets another address when its own has expired", async () => {
    let refusals = 0;
    const { publish } = await withPortal({
      fault: ({ path }) => (path.startsWith("/bucket/") && refusals++ < 2 ? "answer 403" : null),
    });
    expect((await publish(await sampleFolder())).code).toBe(0);
    expect(refusals).toBe(3);
  });

  test("is given up when storage refuses every address", async () => {
    const { publish } = await withPortal({
      fault: ({ path }) => (path.startsWith("/bucket/") ? "answer 403" : null),
    });
    const { code, err } = await publish(await sampleFolder());
    expect(code).toBe(4);
    expect(err).toContain("it answered 403");
  });
});
