import { createHash } from "node:crypto";
import { stable } from "@mosis/domain";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type EdgeInMemory, edgeInMemory, expectProblem } from "../testing/edge-in-memory.ts";
import { publishedApp, signRelease } from "../testing/published-app.ts";
import { UpdatesAnswer } from "./answer-schema.ts";

const sha256 = "a".repeat(64);
const names = Array.from({ length: 40 }, (_, each) => `com.example.app${each}`);
const apps = await Promise.all(names.map((name) => publishedApp({ size: 1000, sha256 }, name)));
const hidden = await publishedApp({ size: 1000, sha256 }, "com.example.app0", "beta");
const listed = createHash("sha256").update("mine").digest("hex");

let at: EdgeInMemory;
const ask = (body: unknown, headers?: Record<string, string>) => at.post("/v1/updates", body, headers);
const results = async (response: Response) => {
  expect(response.status).toBe(200);
  return UpdatesAnswer.strict().parse(await response.json()).results;
};
const asked = (version_code?: number) => names.map((package_id) => ({ package_id, version_code }));

beforeEach(() => {
  at = edgeInMemory();
  for (const app of apps) at.bucket.put(app.feedKey, JSON.stringify(app.feed));
  at.bucket.put(hidden.feedKey, JSON.stringify({ ...hidden.feed, audience: [listed] }));
});

test("many apps are answered as each would be alone, in the same order", async () => {
  const many = await results(await ask({ device: "d", apps: asked(6) }));
  expect(many).toHaveLength(40);
  for (const [place, result] of many.entries()) {
    const alone = await at.get(`/v1/apps/${names[place]}/update?version_code=6&device=d`);
    const { package_id, track, tag, ...answer } = result as {
      tag: string;
      package_id: string;
      track: string;
    };
    expect({ package_id, track }).toEqual({ package_id: names[place], track: stable });
    expect(alone.headers.get("etag")).toBe(`W/"${tag}"`);
    expect(answer).toEqual(await alone.json());
  }
  expect(at.bucket.reads).toHaveLength(40);
});

test("what a device knows is not told again", async () => {
  const first = await results(await ask({ apps: asked(6) }));
  const known = asked(6).map((app, place) => ({ ...app, known: (first[place] as { tag: string }).tag }));
  const again = await results(await ask({ apps: known }));
  expect(again).toEqual(
    known.map(({ package_id, known: tag }) => ({ package_id, track: "stable", tag, unchanged: true })),
  );
  expect(await results(await ask({ apps: [{ ...known[0], version_code: 7 }] }))).toMatchObject([
    { update: null },
  ]);
});

test("the whole has one entity tag, which changes with any app, with what is asked and with nothing else", async () => {
  const response = await ask({ apps: asked(6) });
  const etag = response.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
  expect(response.headers.get("cache-control")).toBe("private, max-age=15");
  at.clock.time = new Date("2026-03-01T12:31:00Z");
  const again = await ask({ apps: asked(6) }, { "if-none-match": etag });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
  for (const other of [asked(7), asked(6).slice(1), asked(6).toReversed()]) {
    expect((await ask({ apps: other }, { "if-none-match": etag })).status).toBe(200);
  }
  const [app] = apps;
  if (!app) throw new Error("There are apps.");
  const base = await signRelease(app, app.release, { sequence: 4 });
  at.bucket.put(app.feedKey, JSON.stringify({ ...app.feed, base }));
  at.clock.time = new Date("2026-03-01T12:31:20Z");
  expect((await ask({ apps: asked(6) }, { "if-none-match": etag })).status).toBe(200);
});

test("tracks for some devices are there for them alone", async () => {
  const beta = [{ package_id: "com.example.app0", track: "beta" }];
  const nowhere = [{ package_id: "com.example.app0", track: "gamma" }];
  expect(await results(await ask({ device: "mine", apps: beta }))).toMatchObject([
    { track: "beta", update: {} },
  ]);
  const refused = (await (await ask({ device: "yours", apps: beta })).text()).replaceAll("beta", "gamma");
  expect(refused).toBe(await (await ask({ device: "yours", apps: nowhere })).text());
  expect(await results(await ask({ apps: beta }))).toMatchObject([{ code: "no_release" }]);
});

test("an app that cannot be read says so for itself alone, and all of them are logged once", async () => {
  const get = at.bucket.get;
  at.bucket.get = async (key) => {
    if (key === apps[3]?.feedKey || key === apps[7]?.feedKey) throw new Error("storage is away");
    return get(key);
  };
  const many = await results(await ask({ apps: asked() }));
  expect(many.flatMap((result, place) => ("code" in result ? [[place, result.code]] : []))).toEqual([
    [3, "internal_error"],
    [7, "internal_error"],
  ]);
  expect(at.logged).toMatchObject([{ level: "error", message: "update checks failed", count: 2 }]);
});

test.each([
  ["", 400, "body_invalid"],
  ["[]", 400, "body_invalid"],
  [{ apps: [] }, 400, "body_invalid"],
  [{ apps: [{ package_id: "notes" }] }, 400, "body_invalid"],
  [{ apps: [{ package_id: "com.example.a", track: "../x" }] }, 400, "body_invalid"],
  [{ apps: [{ package_id: "com.example.a", version_code: "7" }] }, 400, "body_invalid"],
  [{ device: "", apps: [{ package_id: "com.example.a" }] }, 400, "body_invalid"],
  [{ apps: Array.from({ length: 1001 }, () => ({ package_id: "com.example.a" })) }, 400, "body_invalid"],
  [`"${"x".repeat(1024 * 1024)}"`, 413, "body_too_large"],
])("%j is refused, and storage is not asked", async (body, status, code) => {
  await expectProblem(await ask(body), status as number, code as string);
  expect(at.bucket.reads).toEqual([]);
});

test("a body without its length is refused before it is read", async () => {
  const response = await at.edge.request("/v1/updates", { method: "POST", body: "{}" });
  await expectProblem(response, 411, "length_required");
});

test("whatever is sent is answered or refused, and nothing fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (anything) => {
      const response = await ask({ apps: anything });
      expect([200, 400]).toContain(response.status);
    }),
  );
  expect(at.logged).toEqual([]);
});
