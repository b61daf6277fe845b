import { freshDatabase } from "@mosis/devstack/testing";
import {
  type AppId,
  createApplication,
  defaultReviewPolicy,
  type IconId,
  isDomainError,
  type Ports,
  system,
  type UserActor,
  type VersionId,
} from "@mosis/domain";
import { addApp, addPerson, addVersion, createMemoryObjectStore } from "@mosis/domain/testing";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
const db = createDatabase({ url, onConnectionError: () => {}, poolSize: 16 });
afterAll(async () => {
  await db.close();
  await client.end();
});

const ports: Ports = {
  db,
  objects: createMemoryObjectStore({ now: Date.now }),
  clock: { now: () => new Date() },
};
const app = createApplication(ports);
const icon = { id: crypto.randomUUID() as IconId, contentHash: "0123456789abcdef" };

async function addDraft(developer: UserActor): Promise<{ id: VersionId; appId: AppId }> {
  const own = await addApp(db, developer, { icon });
  const { id } = await addVersion(db, own, { status: "draft", code: 1, size: 1000 });
  return { id, appId: own.id };
}

const codesOf = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) =>
    one.status === "rejected" ? [isDomainError(one.reason) ? one.reason.code : String(one.reason)] : [],
  );

test("of many reviewers at once one gets a version in hand, and one decision stands", async () => {
  const { actor: developer } = await addPerson(db);
  const reviewers = await Promise.all(
    Array.from({ length: 8 }, async () => (await addPerson(db, { role: "reviewer" })).actor),
  );
  const { id: versionId } = await addDraft(developer);
  await app.submitVersion({ actor: developer, versionId });

  const claims = await Promise.allSettled(reviewers.map((actor) => app.claimReview({ actor, versionId })));
  expect(codesOf(claims)).toEqual(Array(7).fill("review_claimed"));
  const holder = (await db.reviews.find(versionId))?.claim?.by;
  const winner = reviewers.find(({ userId }) => userId === holder);
  if (!winner) throw new Error("nobody has it");

  const decisions = await Promise.allSettled(
    Array.from({ length: 4 }, (_, at) =>
      app.reviewVersion({
        actor: winner,
        versionId,
        decision: at % 2 ? { verdict: "approved" } : { verdict: "rejected", reason: "No." },
      }),
    ),
  );
  expect(codesOf(decisions)).toEqual(Array(3).fill("version_state_conflict"));
  expect(await db.reviews.countMessages(versionId)).toBe(1);
});

test("where it takes two, two different people it is, however they hurry", async () => {
  const { actor: admin } = await addPerson(db, { role: "admin" });
  await app.changeReviewPolicy({ actor: admin, policy: { ...defaultReviewPolicy, approvals: 2 } });
  const { actor: developer } = await addPerson(db);
  const reviewers = await Promise.all(
    Array.from({ length: 3 }, async () => (await addPerson(db, { role: "reviewer" })).actor),
  );
  const { id: versionId } = await addDraft(developer);
  await app.submitVersion({ actor: developer, versionId });
  const hasty = reviewers.flatMap((actor) => [actor, actor]);
  const approvals = await Promise.allSettled(
    hasty.map((actor) => app.reviewVersion({ actor, versionId, decision: { verdict: "approved" } })),
  );
  const statuses = approvals.flatMap((one) => (one.status === "fulfilled" ? [one.value.status] : []));
  expect(statuses.sort()).toEqual(["approved", "in_review"]);
  const { rows } = await client.query(
    "SELECT count(*)::int AS said, count(DISTINCT author_id)::int AS people FROM review_messages WHERE version_id = $1",
    [versionId],
  );
  expect(rows).toEqual([{ said: 2, people: 2 }]);
  await app.changeReviewPolicy({ actor: admin, policy: defaultReviewPolicy });
});

test("a developer and reviewers at the same time: nobody waits for another in a circle", async () => {
  const { actor: developer } = await addPerson(db);
  const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
  const { id: versionId } = await addDraft(developer);
  const acts: (() => Promise<unknown>)[] = [
    () => app.submitVersion({ actor: developer, versionId }),
    () => app.cancelReview({ actor: developer, versionId }),
    () => app.answerReview({ actor: developer, versionId, text: "Hello." }),
    () => app.claimReview({ actor: reviewer, versionId }),
    () => app.commentOnReview({ actor: reviewer, versionId, comment: { text: "Hello." } }),
    () => app.requestChanges({ actor: reviewer, versionId, request: { text: "Mend it." } }),
    () => app.releaseReview({ actor: reviewer, versionId }),
  ];
  const results = await Promise.allSettled(Array.from({ length: 15 }, () => acts.map((act) => act())).flat());
  const expected = new Set(["version_state_conflict", "review_not_open", "not_found"]);
  expect(codesOf(results).filter((code) => !expected.has(code))).toEqual([]);
  expect(["draft", "in_review"]).toContain((await db.versions.find(system, versionId))?.status);
});

test("whoever was in the account when it was uploaded does not decide, though they have left", async () => {
  const { actor: developer } = await addPerson(db);
  const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
  const before = await addDraft(developer);
  const member = [developer.developerId, reviewer.userId];
  await client.query(
    "INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ($1, $2, 'viewer', now())",
    member,
  );
  // Rows of the sample are from June; this one is of now.
  const during = await addVersion(db, await addApp(db, developer, { icon }), {
    status: "draft",
    code: 1,
    createdAt: new Date(),
  });
  await client.query("DELETE FROM memberships WHERE developer_id = $1 AND user_id = $2", member);
  const after = await addVersion(db, await addApp(db, developer, { icon }), {
    status: "draft",
    code: 1,
    createdAt: new Date(Date.now() + 60_000),
  });
  const concerned = async (id: VersionId) => {
    const version = await db.versions.find(system, id);
    return version && db.reviews.concerns(reviewer.userId, version);
  };
  expect(await concerned(before.id)).toBe(true);
  expect(await concerned(during.id)).toBe(true);
  expect(await concerned(after.id)).toBe(false);
});
