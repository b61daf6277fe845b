import { expect, test } from "vitest";
import { addSampleApp, addSampleApproval, createSampleStore } from "../testing/index.ts";
import { ReleaseNotes } from "../version.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });

test("notes are written until the version is published, and visitors read them then", async () => {
  const store = await createSampleStore();
  const { developer: actor, app } = store;
  const listed = await addSampleApp(store);
  const versionId = await addSampleApproval(store, listed, 1);
  const write = (releaseNotes: string) => app.changeReleaseNotes({ actor, versionId, releaseNotes });
  expect((await write("Faster.")).releaseNotes).toBe("Faster.");
  await write("Faster.");
  await write("Faster, and smaller.");
  await app.publishVersion({ actor, versionId });
  await expect(write("Another.")).rejects.toEqual(code("version_state_conflict"));
  expect(await write("Faster, and smaller.")).toMatchObject({ status: "published" });
  const { items } = await store.db.queries.listPublicVersions(listed.packageId, 1);
  expect(items).toMatchObject([{ versionCode: 1, releaseNotes: "Faster, and smaller." }]);
  const history = await store.db.queries.listHistory(actor, versionId);
  expect(history.filter(({ action }) => action === "version.described")).toHaveLength(2);
});

test("nobody writes another developer's notes", async () => {
  const store = await createSampleStore();
  const versionId = await addSampleApproval(store, await addSampleApp(store), 1);
  const notes = { versionId, releaseNotes: "Mine." };
  await expect(store.app.changeReleaseNotes({ actor: store.stranger, ...notes })).rejects.toEqual(
    code("not_found"),
  );
  await expect(store.app.changeReleaseNotes({ actor: store.reviewer, ...notes })).rejects.toEqual(
    code("not_found"),
  );
});

test("notes are bounded, and can be stored", () => {
  expect(ReleaseNotes.parse(" a\n- b ")).toBe("a\n- b");
  expect(ReleaseNotes.safeParse("x".repeat(4_001)).success).toBe(false);
  expect(ReleaseNotes.safeParse("a\0b").success).toBe(false);
});
