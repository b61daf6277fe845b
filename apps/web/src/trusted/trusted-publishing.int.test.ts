import { type AppId, isIdentity, sha256Of, type TrustedIdentity } from "@mosis/domain";
import { addSampleApp, codeOf, createSampleStore, putOf, samplePackage } from "@mosis/domain/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outboundToIssuers } from "../container.ts";
import { createIdentityVerifier } from "./identity-verifier.ts";
import { startLocalIssuer } from "./local-issuer.ts";

const audience = "https://store.example.com";
const local = outboundToIssuers({ local: true });
const packageId = "com.example.notes";

let issuer: Awaited<ReturnType<typeof startLocalIssuer>>;
let store: Awaited<ReturnType<typeof createSampleStore>>;
let appId: AppId;
let jti = 0;
beforeAll(async () => {
  issuer = await startLocalIssuer();
});
afterAll(() => issuer.close());
beforeEach(async () => {
  store = await createSampleStore();
  appId = (await addSampleApp(store, { packageId })).id;
  issuer.pretend({});
});

const trust = (fields: Partial<Extract<TrustedIdentity, { provider: "oidc" }>> = {}) =>
  store.app.addTrustedPublisher({
    actor: store.developer,
    appId,
    identity: {
      provider: "oidc",
      issuer: issuer.url,
      subject: "repo:octo/notes",
      claims: { repository_id: "4711", environment: "production" },
      ...fields,
    },
  });

/** What a job's token says, `minutes` after now. */
function claims(fields: Record<string, unknown> = {}, minutes = 0) {
  const at = store.clock.now().getTime() / 1000 + minutes * 60;
  jti += 1;
  return {
    iss: issuer.url,
    sub: "repo:octo/notes",
    aud: audience,
    iat: at,
    nbf: at,
    exp: at + 300,
    jti: `id-${jti}`,
    repository_id: "4711",
    environment: "production",
    sha: "0a1b2c",
    ...fields,
  };
}

function exchange(idToken: string, to = packageId) {
  const verifier = createIdentityVerifier({ audience, outbound: local, now: () => store.clock.now() });
  return store.app.exchangeIdentity({ packageId: to, idToken, verifier });
}

describe("an identity token", () => {
  it.each(["rsa", "ec"] as const)("signed by a published key is exchanged (%s)", async (key) => {
    await trust();
    const { text } = await exchange(await issuer.sign(claims(), key));
    expect(text).toMatch(/^mosis_pub_[0-9A-Za-z]{36}$/);
    const actor = await store.app.resolveToken({ text });
    expect(actor).toMatchObject({
      developerId: store.developer.developerId,
      accountRole: "maintainer",
      role: "member",
      token: { scopes: ["upload"], appId },
    });
    const entry = store.audit.find(({ action }) => action === "trust.exchanged");
    expect(entry?.data).toMatchObject({ app: appId, repository_id: "4711", sha: "0a1b2c" });
    expect(JSON.stringify(store.audit)).not.toContain(text);
  });

  it.each<[string, string, () => string | Promise<string>]>([
    [
      "another audience",
      "identity_token_invalid",
      () => issuer.sign(claims({ aud: "https://other.example" })),
    ],
    ["no audience", "identity_token_invalid", () => issuer.sign(claims({ aud: undefined }))],
    ["another repository", "identity_not_trusted", () => issuer.sign(claims({ repository_id: "4712" }))],
    ["a number for a text", "identity_not_trusted", () => issuer.sign(claims({ repository_id: 4711 }))],
    ["another subject", "identity_not_trusted", () => issuer.sign(claims({ sub: "repo:octo/other" }))],
    ["another environment", "identity_not_trusted", () => issuer.sign(claims({ environment: "staging" }))],
    ["no environment", "identity_not_trusted", () => issuer.sign(claims({ environment: undefined }))],
    ["another issuer", "identity_not_trusted", () => issuer.sign(claims({ iss: "https://evil.example" }))],
    ["an end in the past", "identity_token_invalid", () => issuer.sign(claims({}, -6))],
    ["a beginning in the future", "identity_token_invalid", () => issuer.sign(claims({}, 2))],
    [
      "an age of hours",
      "identity_token_invalid",
      () => issuer.sign({ ...claims({}, -60), exp: claims().exp }),
    ],
    ["no end", "identity_token_invalid", () => issuer.sign(claims({ exp: undefined }))],
    ["no time of issue", "identity_token_invalid", () => issuer.sign(claims({ iat: undefined }))],
    ["a key that is not published", "identity_token_invalid", () => issuer.sign(claims(), "foreign")],
    ["a key under another's name", "identity_token_invalid", () => issuer.sign(claims(), "foreign", "rsa")],
    ["no signature", "identity_token_invalid", () => issuer.unsigned(claims())],
    ["the public key for a secret", "identity_token_invalid", () => issuer.signedWithPublicKey(claims())],
    ["a changed claim", "identity_token_invalid", async () => tamper(await issuer.sign(claims()))],
    ["no form at all", "identity_token_invalid", () => "nonsense"],
  ])("with %s is refused: %s", async (_, code, make) => {
    await trust();
    expect(await codeOf(exchange(await make()))).toBe(code);
    expect(store.audit.map(({ action }) => action)).not.toContain("trust.exchanged");
  });

  it("is taken once, in whatever copy", async () => {
    await trust();
    const token = await issuer.sign(claims());
    await exchange(token);
    expect(await codeOf(exchange(token))).toBe("identity_token_used");
    const same = claims();
    await exchange(await issuer.sign(same, "ec"));
    expect(await codeOf(exchange(await issuer.sign(same, "ec")))).toBe("identity_token_used");
    const without = await issuer.sign(claims({ jti: undefined }));
    await exchange(without);
    expect(await codeOf(exchange(without))).toBe("identity_token_used");
  });

  it("of two at once is taken once", async () => {
    await trust();
    const token = await issuer.sign(claims());
    const answers = await Promise.all([codeOf(exchange(token)), codeOf(exchange(token))]);
    expect(answers.map((one) => (typeof one === "string" ? one : "taken")).sort()).toEqual([
      "identity_token_used",
      "taken",
    ]);
  });

  it("says nothing of apps there are not, or that trust nobody", async () => {
    const token = await issuer.sign(claims());
    const before = issuer.asked.length;
    expect(await codeOf(exchange(token))).toBe("identity_not_trusted");
    expect(await codeOf(exchange(token, "com.example.unknown"))).toBe("identity_not_trusted");
    // Nobody is asked for keys whom no app names.
    expect(issuer.asked.length).toBe(before);
    const { id } = await trust();
    await store.app.removeTrustedPublisher({ actor: store.developer, appId, publisherId: id });
    expect(await codeOf(exchange(token))).toBe("identity_not_trusted");
  });

  it("is not refused for good when the issuer is away, or is another than it says", async () => {
    await trust();
    issuer.pretend({ broken: true });
    expect(await codeOf(exchange(await issuer.sign(claims())))).toBe("issuer_unavailable");
    issuer.pretend({ issuer: "https://other.example" });
    expect(await codeOf(exchange(await issuer.sign(claims())))).toBe("issuer_unavailable");
    const closed = createIdentityVerifier({ audience, outbound: outboundToIssuers({ local: false }) });
    const idToken = await issuer.sign(claims());
    expect(await codeOf(store.app.exchangeIdentity({ packageId, idToken, verifier: closed }))).toBe(
      "issuer_unavailable",
    );
  });

  it("may be signed by a key that was published since; keys are asked for once", async () => {
    await trust();
    const verifier = createIdentityVerifier({ audience, outbound: local, now: () => store.clock.now() });
    const give = (idToken: string) => codeOf(store.app.exchangeIdentity({ packageId, idToken, verifier }));
    const before = issuer.asked.length;
    await give(await issuer.sign(claims()));
    await give(await issuer.sign(claims()));
    expect(issuer.asked.length).toBe(before + 2);
    issuer.published.push("later");
    // Not asked again at once for every key that somebody invents.
    expect(await give(await issuer.sign(claims(), "later"))).toBe("identity_token_invalid");
    store.clock.advance(31_000);
    expect(await give(await issuer.sign(claims(), "later"))).toMatchObject({ text: expect.any(String) });
    issuer.published.pop();
  });
});

describe("leave to upload", () => {
  const input = async (versionCode: number) => {
    const bytes = await samplePackage({ version_code: versionCode, version: `1.0.${versionCode}` });
    const sent = { kind: "package" as const, fileName: "a.mosis", size: bytes.length };
    return { bytes, input: { ...sent, sha256: await sha256Of(bytes) } };
  };
  async function leave() {
    await trust();
    const { text } = await exchange(await issuer.sign(claims()));
    const actor = async () => {
      const found = await store.app.resolveToken({ text });
      if (!found) throw new Error("the token does not work");
      return found;
    };
    return { text, actor };
  }

  it("is good for one upload, which says where it was built", async () => {
    const { app } = store;
    const { actor } = await leave();
    const first = await input(1);
    const started = await app.startUpload({ actor: await actor(), appId, ...first.input });
    // Beginning the same again goes on with it.
    await app.startUpload({ actor: await actor(), appId, ...first.input });
    await store.objects.sendPut(putOf(started), first.bytes);
    const completed = await app.completeUpload({ actor: await actor(), uploadId: started.upload.id });
    if (completed.kind !== "package") throw new Error("no version");
    const { version } = completed;
    expect(await app.getVersion({ actor: await actor(), versionId: version.id })).toMatchObject({
      version: {},
    });
    expect(await app.getProvenance({ actor: store.developer, versionId: version.id })).toMatchObject({
      provider: "oidc",
      claims: { sha: "0a1b2c" },
    });
    const second = await input(2);
    expect(await codeOf(app.startUpload({ actor: await actor(), appId, ...second.input }))).toBe(
      "upload_token_spent",
    );
    expect(await store.db.queries.listOpenUploads(store.developer, appId)).toEqual([]);
  });

  it("does not reach other uploads, apps, kinds and doings", async () => {
    const { app, developer } = store;
    const { actor } = await leave();
    const own = await input(1);
    const theirs = await app.startUpload({ actor: developer, appId, ...own.input });
    const uploadId = theirs.upload.id;
    const other = await addSampleApp(store, { packageId: "com.example.other" });
    const { input: another } = await input(2);
    const as = await actor();
    for (const [call, code] of [
      [() => app.completeUpload({ actor: as, uploadId }), "not_found"],
      [() => app.abortUpload({ actor: as, uploadId }), "not_found"],
      [() => app.getUpload({ actor: as, uploadId }), "not_found"],
      [() => app.startUpload({ actor: as, appId: other.id, ...another }), "not_found"],
      [() => app.startUpload({ actor: as, appId, ...another, kind: "icon" as const }), "token_not_allowed"],
      [() => app.updateApp({ actor: as, appId, changes: {} } as never), "token_not_allowed"],
      [() => app.listTokens({ actor: as }), "token_not_allowed"],
      [() => app.listTrustedPublishers({ actor: as, appId }), "token_not_allowed"],
      [() => app.readTeam({ actor: as }), "token_not_allowed"],
    ] as const)
      expect(await codeOf(call())).toBe(code);
  });

  it("ends after 15 minutes, and with its publisher, but not with who set that up", async () => {
    const { app, clock } = store;
    const { text } = await leave();
    await store.db.accounts.removeMember(store.developer.developerId, store.developer.userId);
    expect(await app.resolveToken({ text })).not.toBeNull();
    clock.advance(15 * 60 * 1000);
    expect(await app.resolveToken({ text })).toBeNull();
    clock.advance(-60_000);
    const [publisher] = await store.db.trust.list(appId);
    expect(await app.resolveToken({ text })).not.toBeNull();
    if (publisher) await store.db.trust.remove(appId, publisher.id, clock.now());
    expect(await app.resolveToken({ text })).toBeNull();
  });
});

describe("a workflow of GitHub Actions", () => {
  const identity: TrustedIdentity = {
    provider: "github",
    repository: "octo/notes",
    repository_id: "4711",
    repository_owner_id: "42",
    workflow: "release.yml",
    environment: "production",
  };
  const job = {
    repository: "octo/renamed",
    repository_id: "4711",
    repository_owner_id: "42",
    workflow_ref: "octo/renamed/.github/workflows/release.yml@refs/heads/main",
    environment: "Production",
  };
  const from = "https://token.actions.githubusercontent.com";

  it.each<[string, object, boolean]>([
    ["as it is, also once it was renamed", {}, true],
    ["of another repository of that name", { repository_id: "4712" }, false],
    ["of another owner", { repository_owner_id: "43" }, false],
    ["in another file", { workflow_ref: "octo/renamed/.github/workflows/test.yml@refs/heads/main" }, false],
    [
      "in a file that begins alike",
      { workflow_ref: `${job.repository}/.github/workflows/release.yml.yml@x` },
      false,
    ],
    ["in a folder below", { workflow_ref: `${job.repository}/.github/workflows/a/release.yml@x` }, false],
    ["of another repository, called", { workflow_ref: "evil/x/.github/workflows/release.yml@x" }, false],
    ["in another environment", { environment: "staging" }, false],
    ["in no environment", { environment: undefined }, false],
    [
      "named by job_workflow_ref alone",
      { workflow_ref: undefined, job_workflow_ref: job.workflow_ref },
      true,
    ],
    ["without a ref", { workflow_ref: undefined }, false],
  ])("%s", (_, changed, expected) => {
    expect(isIdentity(identity, from, { ...job, ...changed })).toBe(expected);
    expect(isIdentity(identity, `${from}/`, { ...job, ...changed })).toBe(false);
  });

  it("may run outside an environment where none is asked for", () => {
    expect(isIdentity({ ...identity, environment: null }, from, { ...job, environment: undefined })).toBe(
      true,
    );
  });
});

/** The same signature under another claim. */
function tamper(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const said = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...said, ref: "x" })).toString("base64url");
  return `${header}.${other}.${signature}`;
}
