import { beforeEach, describe, expect, test } from "vitest";
import { changeOf } from "../audit.ts";
import { AuditExport, type AuditItem, AuditQuery } from "../audit-query.ts";
import { newId } from "../ids.ts";
import { addSampleApp, createSampleStore, type SampleStore, sampleToken } from "../testing/sample-store.ts";

let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
});
const all = AuditQuery.parse({});
const actions = (items: readonly AuditItem[]) => items.map(({ action }) => action);

describe("the audit log", () => {
  test("is the admins'", async () => {
    for (const actor of [store.developer, store.reviewer]) {
      await expect(store.app.listAudit({ actor, query: all })).rejects.toMatchObject({
        code: "role_required",
      });
      const query = AuditExport.parse({ from: "2026-06-01", to: "2026-06-01" });
      await expect(store.app.exportAudit({ actor, query })).rejects.toMatchObject({ code: "role_required" });
    }
    const { items, head } = await store.app.listAudit({ actor: store.admin, query: all });
    expect(actions(items)).toContain("session.started");
    expect(head?.sequence).toBe(BigInt(items.length));
  });

  test("goes on where a page ends, and is exported whole", async () => {
    const subjectId = newId();
    const at = store.clock.now();
    await store.db.audit.appendAll(
      Array.from({ length: 1_002 }, () => ({
        actor: store.admin,
        action: "job.retried" as const,
        subjectId,
        at,
      })),
    );
    const query = AuditQuery.parse({ subject: subjectId });
    const first = await store.app.listAudit({ actor: store.admin, query });
    expect(first.items).toHaveLength(50);
    const second = await store.app.listAudit({ actor: store.admin, query: { ...query, before: first.next } });
    expect(second.items[0]?.id).toBe((first.items.at(-1)?.id ?? 0n) - 1n);
    const span = AuditExport.parse({ subject: subjectId, from: "2026-06-01", to: "2026-06-01" });
    const sizes: number[] = [];
    for await (const items of await store.app.exportAudit({ actor: store.admin, query: span }))
      sizes.push(items.length);
    expect(sizes).toEqual([1_000, 2]);
  });

  test.each([
    { from: "2026-01-01", to: "2027-01-02" },
    { from: "2026-01-02", to: "2026-01-01" },
    { from: "2026-01-01" },
  ])("is not exported over %j", (span) => expect(AuditExport.safeParse(span).success).toBe(false));

  test("is exported over a year", () =>
    expect(AuditExport.safeParse({ from: "2027-01-01", to: "2027-12-31" }).success).toBe(true));
});

describe("the log of an account", () => {
  test("has what its people, reviewers and the store did there, and nothing else", async () => {
    const app = await addSampleApp(store);
    const at = store.clock.now();
    const about = { subjectId: newId(), appId: app.id, at };
    await store.db.audit.append({
      ...about,
      action: "version.approved",
      actor: { ...store.reviewer, from: "outside" },
    });
    await store.db.audit.append({ ...about, action: "version.passed", actor: { kind: "system" } });
    await store.db.audit.append({
      ...about,
      action: "app.changed",
      actor: { ...store.developer, from: "inside" },
    });
    await store.db.audit.append({ subjectId: newId(), at, action: "app.created", actor: store.stranger });
    const { items } = await store.app.listAccountAudit({ actor: store.developer, query: all });
    expect(actions(items)).toEqual(["app.changed", "version.passed", "version.approved", "app.created"]);
    expect(items.map(({ cameFrom }) => cameFrom)).toEqual(["inside", null, null, null]);
    const query = AuditQuery.parse({ account: store.developer.developerId });
    const others = await store.app.listAccountAudit({ actor: store.stranger, query });
    expect(actions(others.items)).toEqual(["app.created"]);
  });

  test("is its owners', and no program's", async () => {
    for (const accountRole of ["maintainer", "viewer"] as const) {
      const actor = { ...store.developer, accountRole };
      await expect(store.app.listAccountAudit({ actor, query: all })).rejects.toMatchObject({
        code: "account_role_required",
      });
    }
    const { text } = await store.app.createToken({ actor: store.developer, ...sampleToken });
    const actor = await store.app.resolveToken({ text });
    if (!actor) throw new Error("the token does not work");
    await expect(store.app.listAccountAudit({ actor, query: all })).rejects.toMatchObject({
      code: "token_not_allowed",
    });
  });
});

test("a change names the fields that differ", () => {
  const at = new Date(0);
  expect(
    changeOf({ a: 1, b: { c: 1 }, d: at, e: undefined }, { a: 1, b: { c: 2 }, d: at, f: null, g: 0 }),
  ).toEqual({
    before: { b: { c: 1 }, g: null },
    after: { b: { c: 2 }, g: 0 },
  });
});

test("no secret gets into the log", async () => {
  const { text, token } = await store.app.createToken({ actor: store.developer, ...sampleToken });
  await store.app.revokeToken({ actor: store.developer, tokenId: token.id });
  const written = JSON.stringify(store.audit);
  expect(written).toContain("token.created");
  expect(written).not.toContain(text.slice(12));
  expect(written).not.toMatch(/"[^"]*(secret|hash|password|cookie|token_text)[^"]*":/i);
});
