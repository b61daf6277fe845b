import { expect, test } from "vitest";
import { system } from "../actor.ts";
import { newId, type ScreenshotId } from "../ids.ts";
import { tokenScopes } from "../permission.ts";
import type { ScreenshotRenderer } from "../ports/screenshot-renderer.ts";
import { mostScreenshots } from "../screenshot.ts";
import {
  addSampleApp,
  addSampleDraft,
  createSampleStore,
  receiveSampleScreenshot,
  sendSampleUpload,
} from "../testing/index.ts";
import { renderScreenshot } from "./render-screenshot.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const image = bytes("image");
const screenshotRenderer: ScreenshotRenderer = {
  render: async () => ({ ok: true, width: 800, height: 600, images: { full: image, preview: image } }),
};

async function world() {
  const store = { ...(await createSampleStore()), screenshotRenderer };
  const app = await addSampleApp(store);
  let made = 0;
  const add = async () => {
    made += 1;
    return (await receiveSampleScreenshot(store, { appId: app.id, bytes: bytes(`${made}`) })).id;
  };
  const own = { actor: store.developer, appId: app.id };
  const places = async () => (await store.db.screenshots.listPlaced(app.id)).map(({ id }) => id);
  return { store, app, add, own, places };
}

test("an app has as many screenshots as it may, however many arrive at once", async () => {
  const { store, app, add, places } = await world();
  const uploads = [];
  for (let n = 0; n < mostScreenshots + 3; n += 1)
    uploads.push(
      await sendSampleUpload(store, { appId: app.id, kind: "screenshot", bytes: bytes(`at once ${n}`) }),
    );
  const results = await Promise.allSettled(
    uploads.map(({ id }) => store.app.completeUpload({ actor: store.developer, uploadId: id })),
  );
  const failures = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(failures.map(({ code }) => code)).toEqual(Array(3).fill("screenshots_limit_reached"));
  expect(await places()).toHaveLength(mostScreenshots);
  await expect(add()).rejects.toMatchObject({ code: "screenshots_limit_reached" });

  // The upload that found no room is open still, and fits once another has gone.
  const [first] = await places();
  const left = uploads.filter((_, at) => results[at]?.status === "rejected")[0];
  if (!first || !left) throw new Error("nothing was refused");
  await store.app.deleteScreenshot({ actor: store.developer, screenshotId: first });
  await store.app.completeUpload({ actor: store.developer, uploadId: left.id });
  expect(await places()).toHaveLength(mostScreenshots);
});

test("whatever is added, moved and deleted, places follow the model", async () => {
  const { store, add, own, places } = await world();
  let model: ScreenshotId[] = [];
  let seed = 20_261_121;
  const pick = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 16) % below;
  };
  for (let step = 0; step < 120; step += 1) {
    const what = pick(4);
    const some = model[pick(Math.max(model.length, 1))];
    if (what === 0 || some === undefined) {
      if (model.length < mostScreenshots) model.push(await add());
    } else if (what === 1) {
      await store.app.deleteScreenshot({ actor: store.developer, screenshotId: some });
      model = model.filter((id) => id !== some);
    } else if (what === 2) {
      model = [...model].sort((a, b) => (pick(2) === 0 ? 1 : -1) * (a < b ? -1 : 1));
      await store.app.arrangeScreenshots({ ...own, ids: model });
    } else await renderScreenshot(store, { screenshotId: some });
    expect(await places(), `after step ${step}`).toEqual(model);
    const rows = await store.db.screenshots.listPlaced(own.appId);
    expect(rows.map(({ position }) => position)).toEqual(model.map((_, place) => place));
  }
});

test("an order names all screenshots that have a place, each once", async () => {
  const { store, add, own, places } = await world();
  const [a, b] = [await add(), await add()];
  for (const ids of [[a], [a, a], [a, b, crypto.randomUUID() as ScreenshotId], []])
    await expect(store.app.arrangeScreenshots({ ...own, ids })).rejects.toMatchObject({
      code: "screenshots_changed",
    });
  await store.app.arrangeScreenshots({ ...own, ids: [b, a] });
  expect(await places()).toEqual([b, a]);
  expect(store.audit.filter(({ action }) => action === "screenshot.arranged")).toHaveLength(1);
});

test("screenshots are their developer's alone, and nothing for programs", async () => {
  const { store, app, add, own } = await world();
  const screenshotId = await add();
  for (const actor of [store.stranger, store.reviewer, store.admin]) {
    const calls = [
      store.app.getScreenshot({ actor, screenshotId }),
      store.app.listOwnScreenshots({ actor, appId: app.id }),
      store.app.describeScreenshot({ actor, screenshotId, altText: "x" }),
      store.app.arrangeScreenshots({ actor, appId: app.id, ids: [screenshotId] }),
      store.app.deleteScreenshot({ actor, screenshotId }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "not_found" });
  }
  const program = {
    ...store.developer,
    token: { id: newId<"access-token">(), scopes: tokenScopes, appId: null },
  };
  const file = { fileName: "a.png", size: 3, sha256: "0".repeat(64), kind: "screenshot" } as const;
  for (const call of [
    store.app.startUpload({ actor: program, appId: app.id, ...file }),
    store.app.describeScreenshot({ actor: program, screenshotId, altText: "x" }),
    store.app.arrangeScreenshots({ ...own, actor: program, ids: [screenshotId] }),
    store.app.deleteScreenshot({ actor: program, screenshotId }),
  ])
    await expect(call).rejects.toMatchObject({ code: "token_not_allowed" });
  expect((await store.db.screenshots.find(system, screenshotId))?.altText).toBe("");
});

test("a version is submitted when the app has the screenshots the store asks for", async () => {
  const { store, app, add } = await world();
  const settings = { requiredScreenshots: 2 };
  await expect(store.app.changeStoreSettings({ actor: store.developer, settings })).rejects.toMatchObject({
    code: "role_required",
  });
  await expect(
    store.app.changeStoreSettings({ actor: store.admin, settings: { requiredScreenshots: 9 } }),
  ).rejects.toThrow();
  await store.app.changeStoreSettings({ actor: store.admin, settings });
  expect(store.audit.at(-1)).toMatchObject({
    action: "store_settings.changed",
    after: { requiredScreenshots: 2 },
  });

  const versionId = await addSampleDraft(store, app);
  const icon = { id: crypto.randomUUID() as never, contentHash: "0123456789abcdef" };
  await store.db.apps.update({ ...app, icon });
  const submit = () => store.app.submitVersion({ actor: store.developer, versionId });
  const [first, second] = [await add(), await add()];
  await renderScreenshot(store, { screenshotId: first });
  // One that is being rendered may be refused yet.
  await expect(submit()).rejects.toMatchObject({
    code: "screenshots_missing",
    message: expect.stringContaining("Add 1 more screenshot,"),
  });
  await renderScreenshot(store, { screenshotId: second });
  expect(await submit()).toMatchObject({ status: "in_review" });
});
