import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { IdentityVerifier } from "@mosis/domain";
import { describe, expect, onTestFinished, test } from "vitest";
import { trustJob, versionsOf, withPortal } from "../testing/publishing.ts";
import { sampleFolder } from "../testing/sample-folder.ts";

const none = { MOSIS_TOKEN: "" };

/** Takes tokens such as `job-1 7`: who it is, and the token's own id. */
const verifier: IdentityVerifier = {
  issuerIn: () => "https://ci.example.com",
  async verify(token) {
    const [sub, jti] = token.split(" ");
    return { sub, jti, exp: Date.UTC(2026, 5, 1, 12, 5) / 1000, sha: "0a1b" };
  },
};

async function trustedPortal(options: Parameters<typeof withPortal>[0] = {}) {
  const given = await withPortal({ verifier, ...options });
  await trustJob(given.portal);
  return given;
}

/** Where GitHub Actions makes tokens: each has another id. */
async function actions(statuses: number[] = []) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    const status = statuses.shift() ?? 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? { value: `job-1 ${asked.length}` } : {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const env = {
    ...none,
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-secret",
  };
  return { asked, env };
}

describe("mosis publish --trusted", () => {
  test("uploads with the identity of a job of GitHub Actions, and says where it was built", async () => {
    const { portal, publish } = await trustedPortal();
    const { asked, env } = await actions();
    const { code, out, err } = await publish(await sampleFolder(), ["--trusted"], { env });
    expect([code, err]).toEqual([0, expect.not.stringContaining("request-secret")]);
    expect(out).toContain("has passed the checks and is a draft");
    const audience = encodeURIComponent(new URL(portal.url).origin);
    expect(asked).toEqual([`Bearer request-secret /token?version=2&audience=${audience}`]);
    const [version] = await versionsOf(portal);
    const { app, developer } = portal.store;
    const provenance = await app.getProvenance({ actor: developer, versionId: version?.id as never });
    expect(provenance).toMatchObject({ claims: { sub: "job-1", sha: "0a1b" } });
  });

  test("takes another token when GitHub or the portal does not answer", async () => {
    let isLost = false;
    const fault = ({ path }: { path: string }) => {
      if (isLost || !path.endsWith("/trusted-publishing/token")) return null;
      isLost = true;
      return "cut after" as const;
    };
    const { publish } = await trustedPortal({ fault });
    const { asked, env } = await actions([503]);
    expect((await publish(await sampleFolder(), ["--trusted"], { env })).code).toBe(0);
    expect(asked).toHaveLength(3);
  });

  test("takes the token from MOSIS_ID_TOKEN or a file, each once", async () => {
    const { publish } = await trustedPortal();
    const folder = await sampleFolder();
    const env = { ...none, MOSIS_ID_TOKEN: " job-1 7\n" };
    expect((await publish(folder, ["--trusted"], { env })).code).toBe(0);
    const again = await publish(folder, ["--trusted"], { env });
    expect([again.code, again.err]).toEqual([4, expect.stringContaining("[identity_token_used]")]);
    const file = join(folder, ".identity");
    await writeFile(file, "job-1 8\n");
    expect((await publish(folder, ["--id-token-file", file], { env: none })).code).toBe(0);
  });

  test("says what is missing, and who is not trusted", async () => {
    const { publish } = await trustedPortal();
    const folder = await sampleFolder();
    const without = await publish(folder, ["--trusted"], { env: none });
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("id-token: write")]);
    const nowhere = await publish(folder, ["--id-token-file", join(folder, "nothing")], { env: none });
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining("(ENOENT)")]);
    const other = { ...none, MOSIS_ID_TOKEN: "job-2 1" };
    const stranger = await publish(folder, ["--trusted"], { env: other });
    expect([stranger.code, stranger.err]).toEqual([4, expect.stringContaining("[identity_not_trusted]")]);
    const { env } = await actions([403]);
    const refused = await publish(folder, ["--trusted"], { env });
    expect([refused.code, refused.err]).toEqual([4, expect.stringContaining("it answered 403")]);
  });
});
