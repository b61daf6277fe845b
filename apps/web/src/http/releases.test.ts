import { newId, type VersionId } from "@mosis/domain";
import {
  addSampleApp,
  addVersion,
  createSampleStore,
  type SampleStore,
  sampleToken,
} from "@mosis/domain/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { GET as listReleases, POST as startRelease } from "../app/api/v1/apps/[appId]/releases/route.ts";
import { GET as listTracks } from "../app/api/v1/apps/[appId]/tracks/route.ts";
import { POST as raise } from "../app/api/v1/releases/[releaseId]/raise/route.ts";
import { POST as together } from "../app/api/v1/releases/together/route.ts";
import { POST as withdraw } from "../app/api/v1/versions/[versionId]/withdraw/route.ts";
import type { Container } from "../container.ts";
import { memoryContainer } from "../testing/memory-container.ts";

const shared = globalThis as typeof globalThis & { mosisContainer?: Container };

let store: SampleStore;
let authorization: string;
let appId: string;
let versionId: VersionId;

beforeEach(async () => {
  store = await createSampleStore();
  const { text } = await store.app.createToken({ actor: store.developer, ...sampleToken });
  authorization = `Bearer ${text}`;
  const app = await addSampleApp(store);
  appId = app.id;
  versionId = (await addVersion(store.db, app, { status: "published", code: 7 })).id;
  shared.mosisContainer = memoryContainer(store);
});
afterEach(() => {
  delete shared.mosisContainer;
});

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;

async function call(handler: Handler, params: object, body?: unknown, search = "") {
  const request = new Request(`https://portal.example/api/v1/x${search}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await handler(request, { params: Promise.resolve(params) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it("a program starts a release, which its track and the list of releases tell", async () => {
  const started = await call(
    startRelease,
    { appId },
    {
      version_id: versionId,
      track: "beta",
      basis_points: 1_000,
      ramp: { step_basis_points: 2_500, every_hours: 6 },
      halt_threshold: 300,
    },
  );
  expect(started).toMatchObject({
    status: 201,
    body: {
      status: "rolling",
      basis_points: 1_000,
      ramp: { step_basis_points: 2_500, every_hours: 6 },
      raises_at: new Date(store.clock.now().getTime() + 6 * 3_600_000).toISOString(),
      halt_threshold: 300,
      judged: { failed: 0, reports: 0, failing_share_at_least: 0 },
    },
  });
  const shown = { id: started.body.id, version: { id: versionId, version: "1.0.7", version_code: 7 } };
  const { body } = await call(listTracks, { appId });
  const beta = (body.items as { name: string }[]).find(({ name }) => name === "beta");
  expect(beta).toMatchObject({ base: null, candidate: shown, scheduled: null, beneath: null });
  const { track_id: track } = started.body;
  expect((await call(listReleases, { appId }, undefined, `?track=${track}`)).body).toMatchObject({
    items: [{ ...shown, track: { id: track, name: "beta" } }],
    total: 1,
  });
  expect((await call(listReleases, { appId }, undefined, `?track=${newId()}`)).body.total).toBe(0);
});

it("a release is of a version of the app in the address, and its fields are named as they were sent", async () => {
  const other = await addSampleApp(store, { packageId: "com.example.other" });
  const input = { version_id: versionId, track: "beta" };
  expect((await call(startRelease, { appId: other.id }, input)).body).toMatchObject({ code: "not_found" });
  for (const [fields, path] of [
    [{ basis_points: 0 }, "basis_points"],
    [{ starts_at: "tomorrow" }, "starts_at"],
    [{ ramp: { step_basis_points: 1, every_hours: 0 }, basis_points: 1 }, "ramp.every_hours"],
    [{ ramp: { step_basis_points: 1, every_hours: 1 } }, "ramp"],
    [{ halt_threshold: 10_001 }, "halt_threshold"],
  ] as const) {
    const { status, body } = await call(startRelease, { appId }, { ...input, ...fields });
    expect([status, body.fields]).toEqual([422, [{ path, message: expect.any(String) }]]);
  }
});

it("a release that is raised to less than before names the field", async () => {
  const started = await call(
    startRelease,
    { appId },
    { version_id: versionId, track: "beta", basis_points: 500 },
  );
  const releaseId = started.body.id as string;
  expect((await call(raise, { releaseId }, { basis_points: 5_000 })).body).toMatchObject({
    basis_points: 5_000,
  });
  expect(await call(raise, { releaseId }, { basis_points: 5_000 })).toMatchObject({
    status: 422,
    body: { fields: [{ path: "basis_points" }] },
  });
});

it("apps are released together or not at all", async () => {
  const other = await addSampleApp(store, { packageId: "com.example.other" });
  const draft = await addVersion(store.db, other, { status: "draft", code: 1 });
  const good = await addVersion(store.db, other, { status: "published", code: 2 });
  const releases = (second: VersionId) => [
    { version_id: versionId, track: "stable" },
    { version_id: second, track: "stable" },
  ];
  expect((await call(together, {}, { releases: releases(draft.id) })).body.code).toBe(
    "version_not_published",
  );
  const { status, body } = await call(together, {}, { releases: releases(good.id), basis_points: 100 });
  expect(status).toBe(201);
  const [one, two] = body.items as { group_id: string; status: string }[];
  expect(one).toMatchObject({ status: "rolling", group_id: expect.any(String) });
  expect(two?.group_id).toBe(one?.group_id);
});

it("taking a version back is for people who sign in", async () => {
  const refused = await call(withdraw, { versionId }, { reason: "It crashes." });
  expect(refused).toMatchObject({ status: 403, body: { code: "token_not_allowed" } });
});
