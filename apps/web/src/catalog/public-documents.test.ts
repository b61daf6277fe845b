import { addSampleApp, addSampleApproval, createSampleStore, type SampleStore } from "@mosis/domain/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GET as appFeed } from "../app/(catalog)/apps/[packageId]/feed.atom/route.ts";
import { GET as categoryFeed } from "../app/(catalog)/categories/[category]/feed.atom/route.ts";
import { GET as feed } from "../app/(catalog)/feed.atom/route.ts";
import { GET as sitemapIndex } from "../app/(catalog)/sitemap.xml/route.ts";
import { GET as sitemap } from "../app/(catalog)/sitemaps/[name]/route.ts";
import type { Container } from "../container.ts";
import { memoryContainer } from "../testing/memory-container.ts";

vi.mock("../env.ts", () => ({ env: () => ({ PUBLIC_URL: "https://portal.example" }) }));
vi.mock("../auth/session.ts", () => ({ currentSession: async () => null }));

const shared = globalThis as typeof globalThis & { mosisContainer?: Container };
let store: SampleStore;
let app: Awaited<ReturnType<typeof addSampleApp>>;
beforeEach(async () => {
  store = await createSampleStore();
  shared.mosisContainer = memoryContainer(store);
  app = await addSampleApp(store);
  const { developer: actor } = store;
  const versionId = await addSampleApproval(store, app, 1);
  await store.app.changeReleaseNotes({ actor, versionId, releaseNotes: "First.\nAnd <fast>." });
  await store.app.publishVersion({ actor, versionId });
  await store.app.updateApp({ actor, appId: app.id, changes: { name: "Notes <b> & ]]> more\u0001" } });
});
afterEach(() => {
  delete shared.mosisContainer;
});

type Get = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
const read = (get: Get, params: object = {}, headers: Record<string, string> = {}) =>
  get(new Request("https://portal.example/", { headers }), { params: Promise.resolve(params) });

describe("feeds", () => {
  test("have stable ids, times and an address of their own, and no text that ends them", async () => {
    const answer = await read(feed);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    expect(text).toContain("<id>https://portal.example/feed.atom</id>");
    expect(text).toContain('<link rel="self" href="https://portal.example/feed.atom"/>');
    expect(text).toContain(`<id>https://portal.example/apps/${app.packageId}#version-1</id>`);
    expect(text.match(/<updated>[^<]+<\/updated>/g)).toHaveLength(2);
    expect(text).toContain("<![CDATA[Notes &lt;b&gt; &amp; ]]&gt; more: new, version 1.0.1]]>");
    expect(text).not.toContain("\u0001");
  });

  test("of an app tell what is new in each version", async () => {
    const text = await (await read(appFeed, { packageId: app.packageId })).text();
    expect(text).toContain("First.<br>And &lt;fast&gt;.");
    expect((await read(appFeed, { packageId: "com.example.nothing" })).status).toBe(404);
  });

  test("of a category hold its apps alone", async () => {
    const of = async (category: string) => (await read(categoryFeed, { category })).text();
    expect(await of(app.category)).toContain("<entry>");
    expect(await of("games")).not.toContain("<entry>");
    expect((await read(categoryFeed, { category: "shoes" })).status).toBe(404);
  });

  test("are not sent again to who has them, until something changes", async () => {
    const etag = (await read(feed)).headers.get("etag") ?? "";
    expect((await read(feed, {}, { "if-none-match": etag })).status).toBe(304);
    const { developer: actor } = store;
    await store.app.updateApp({ actor, appId: app.id, changes: { summary: "Other words." } });
    expect((await read(feed, {}, { "if-none-match": etag })).status).toBe(200);
  });
});

test("sitemaps lead to every page", async () => {
  const index = await (await read(sitemapIndex)).text();
  expect(index.match(/<loc>[^<]+/g)).toEqual([
    "<loc>https://portal.example/sitemaps/pages.xml",
    "<loc>https://portal.example/sitemaps/apps.xml",
  ]);
  const pages = await (await read(sitemap, { name: "pages.xml" })).text();
  expect(pages).toContain(`<loc>https://portal.example/categories/${app.category}</loc>`);
  const apps = await (await read(sitemap, { name: "apps.xml" })).text();
  expect(apps).toContain(`<loc>https://portal.example/apps/${app.packageId}</loc><lastmod>2026-`);
  for (const name of ["apps", "apps-zz.xml", "../x"])
    expect((await read(sitemap, { name })).status, name).toBe(404);
});
