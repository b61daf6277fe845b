import { createHash } from "node:crypto";
import { isAmongFirst, newId, openDocument, type ReleaseId } from "@mosis/domain";
import { beforeEach, describe, expect, test } from "vitest";
import { createDownloadSigner } from "../downloads/download-signature.ts";
import {
  downloadSigningKey,
  type EdgeInMemory,
  edgeInMemory,
  edgeUrl,
  expectProblem,
} from "../testing/edge-in-memory.ts";
import { type PublishedApp, publicKey, publishedApp, signRelease } from "../testing/published-app.ts";
import { UpdateAnswer } from "./answer-schema.ts";

const sha256 = "a".repeat(64);
let at: EdgeInMemory;
let app: PublishedApp;
const publish = (feed: object) => at.bucket.put(app.feedKey, JSON.stringify(feed));
const path = (query = "") => `/v1/apps/com.example.notes/update${query}`;
const read = async (response: Response) => {
  expect(response.status).toBe(200);
  return UpdateAnswer.strict().parse(await response.json());
};

beforeEach(async () => {
  at = edgeInMemory();
  app = await publishedApp({ size: 1000, sha256 }, "com.example.notes");
  publish(app.feed);
});

describe("an update check", () => {
  test("is answered with the signed document, and with addresses for what is newer", async () => {
    const response = await at.get(path("?version_code=6&device=d"));
    expect(Object.fromEntries(response.headers)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "etag",
      "cache-control": "private, max-age=15",
      "content-type": "application/json",
      etag: `W/"${app.feed.base.signature.slice(0, 22)}.whole"`,
      "x-content-type-options": "nosniff",
    });
    const { document, update } = await read(response);
    const signer = createDownloadSigner(downloadSigningKey);
    const signature = await signer.sign(app.packageKey, 1772370000);
    const mark = await signer.sign(`${app.packageKey}\nupdate`, 1772370000);
    const query = `developer=${app.founderId}&expires=1772370000&signature=${signature}&install=update.${mark}`;
    expect(update).toEqual({
      version: "1.4.0",
      version_code: 7,
      size: 1000,
      sha256,
      min_os_version: "3.1",
      download_url: `${edgeUrl}/v1/download/${app.appId}/7?${query}`,
      expires_at: "2026-03-01T13:00:00.000Z",
      contents_url: null,
      delta: null,
    });
    expect(await openDocument(document, [publicKey])).toMatchObject({
      package_id: "com.example.notes",
      sequence: 3,
    });
  });

  test.each(["?version_code=7", "?version_code=8", "?version_code=2147483647&device=d"])(
    "has nothing to install for %s",
    async (query) => {
      expect(await read(await at.get(path(query)))).toEqual({ document: app.feed.base, update: null });
    },
  );

  test("has nothing to install when nothing is released, and still says so signed", async () => {
    const base = await signRelease(app, null);
    publish({ ...app.feed, base });
    expect(await read(await at.get(path()))).toEqual({ document: base, update: null });
  });

  test("offers the delta from what is installed, and the list of contents", async () => {
    const delta = { from_version_code: 5, from_contents_sha256: sha256, size: 30, sha256 };
    const release = {
      ...app.release,
      contents_sha256: sha256,
      deltas: [{ ...delta, from_version_code: 4 }, delta],
    };
    publish({ ...app.feed, base: await signRelease(app, release) });
    const { update } = await read(await at.get(path("?version_code=5")));
    expect(update?.delta).toMatchObject({ from_version_code: 5, size: 30, sha256 });
    expect(update?.delta?.download_url).toContain(`/v1/download/${app.appId}/7/delta-5?`);
    expect(update?.contents_url).toContain(`/v1/download/${app.appId}/7/contents?`);
    expect((await read(await at.get(path("?version_code=3")))).update?.delta).toBeNull();
    expect((await read(await at.get(path()))).update?.delta).toBeNull();
  });

  test("says in the address whether the package is a first installation, to devices without a version", async () => {
    const addressFor = async (query: string) => (await read(await at.get(path(query)))).update?.download_url;
    expect(await addressFor("?version_code=6")).toMatch(/&install=update\.[\w-]{43}$/);
    expect(await addressFor("")).toMatch(/&install=first\.[\w-]{43}$/);
  });

  test("is not answered twice: the tag stands for document and update, and not for addresses", async () => {
    const first = await at.get(path("?version_code=6"));
    const etag = first.headers.get("etag") ?? "";
    at.clock.time = new Date("2026-03-01T12:31:00Z");
    const again = await at.get(path("?version_code=6"), { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("etag")).toBe(etag);
    expect((await at.get(path("?version_code=7"), { "if-none-match": etag })).status).toBe(200);
    const fresh = await read(await at.get(path("?version_code=6")));
    expect(fresh.update?.expires_at).toBe("2026-03-01T13:30:00.000Z");
    publish({ ...app.feed, base: await signRelease(app, app.release, { sequence: 4 }) });
    at.clock.time = new Date("2026-03-01T12:31:20Z");
    expect((await at.get(path("?version_code=6"), { "if-none-match": etag })).status).toBe(200);
  });

  test.each([
    ["?version_code=0", "version_code_invalid"],
    ["?version_code=", "version_code_invalid"],
    ["?version_code=1e3", "version_code_invalid"],
    ["?version_code=2147483648", "version_code_invalid"],
    ["?device=", "device_invalid"],
    [`?device=${"x".repeat(201)}`, "device_invalid"],
  ])("%s is refused", async (query, code) => {
    await expectProblem(await at.get(path(query)), 400, code);
    expect(at.bucket.reads).toEqual([]);
  });

  test.each([
    "notes",
    "Com.Example.Notes",
    "com..notes",
    "com.example.notes%2F..",
    "%zz",
    `com.${"a".repeat(130)}`,
  ])("%s is no package id, and storage is not asked", async (packageId) => {
    await expectProblem(await at.get(`/v1/apps/${packageId}/update`), 400, "package_id_invalid");
    expect(at.bucket.reads).toEqual([]);
  });

  test("is without a release for unknown apps and tracks", async () => {
    await expectProblem(await at.get("/v1/apps/com.example.other/update"), 404, "no_release");
    await expectProblem(await at.get(path("?track=beta")), 404, "no_release");
    await expectProblem(await at.get(path("?track=__proto__")), 404, "track_unknown");
  });
});

describe("a rollout", () => {
  const releaseId = newId<"release">() as ReleaseId;
  const devices = Array.from({ length: 400 }, (_, each) => `device ${each}`);

  test("is for its share of the devices, always the same ones, and for none without a name", async () => {
    const document = await signRelease(app, { ...app.release, id: releaseId, version_code: 9 });
    publish({ ...app.feed, candidate: { release_id: releaseId, basis_points: 2_500, document } });
    const codeFor = async (query: string) => (await read(await at.get(path(query)))).update?.version_code;
    for (const device of devices) {
      const isIn = isAmongFirst(releaseId, device, 2_500);
      expect(await codeFor(`?device=${encodeURIComponent(device)}`)).toBe(isIn ? 9 : 7);
    }
    expect(devices.filter((device) => isAmongFirst(releaseId, device, 2_500)).length).toBeGreaterThan(50);
    expect(await codeFor("")).toBe(7);
  });
});

describe("a track with an audience", () => {
  const digest = (name: string) => createHash("sha256").update(name).digest("hex");
  const beta = (query: string, headers?: Record<string, string>) =>
    at.get(path(`?track=beta${query}`), headers);

  test("is there for who is listed, and for nobody else in any way", async () => {
    const hidden = await publishedApp({ size: 1000, sha256 }, "com.example.notes", "beta");
    at.bucket.put(
      hidden.feedKey,
      JSON.stringify({ ...hidden.feed, audience: [digest("mine"), digest("it's ü")] }),
    );
    expect((await read(await beta("&device=mine"))).update?.version_code).toBe(7);
    expect((await beta(`&device=${encodeURIComponent("it's ü")}`)).status).toBe(200);
    const nowhere = await at.get(path("?track=gamma"));
    const expected = { status: nowhere.status, headers: [...nowhere.headers], body: await nowhere.text() };
    for (const query of ["", "&device=yours", `&device=${digest("mine")}`]) {
      const refused = await beta(query, { "if-none-match": "*" });
      expect({ status: refused.status, headers: [...refused.headers], body: await refused.text() }).toEqual(
        expected,
      );
    }
    await expectProblem(await at.get("/v1/apps/com.example.notes/latest?track=beta"), 404, "no_release");
  });
});

describe("feeds", () => {
  const later = (seconds: number) => {
    at.clock.time = new Date(Date.parse("2026-03-01T12:01:00Z") + seconds * 1000);
  };
  const reads = () => at.bucket.reads.length;

  test("are read once in 5 seconds, whether there or not", async () => {
    for (let each = 0; each < 5; each += 1) await at.get(path(`?version_code=${each + 1}`));
    expect(reads()).toBe(1);
    for (let each = 0; each < 5; each += 1) await at.get("/v1/apps/com.example.other/update");
    expect(reads()).toBe(2);
    later(4.9);
    await at.get(path());
    expect(reads()).toBe(2);
  });

  test("are read by one of those who ask at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => at.get(path())));
    expect(reads()).toBe(1);
  });

  test("are read by each where requests may not wait for each other", async () => {
    const { sharesPromises, ...worker } = {
      sharesPromises: false,
      ...edgeInMemory({ sharesPromises: false }),
    };
    worker.bucket.put(app.feedKey, JSON.stringify(app.feed));
    await Promise.all(Array.from({ length: 3 }, () => worker.get(path())));
    expect(worker.bucket.reads.length).toBe(3);
    worker.clock.time = new Date("2026-03-01T12:01:06Z");
    await worker.get(path());
    expect(worker.bucket.reads.length).toBe(4);
  });

  test("answer once more while they are read again, and not after that", async () => {
    await at.get(path());
    publish({ ...app.feed, base: await signRelease(app, { ...app.release, version_code: 8 }) });
    later(5);
    expect((await read(await at.get(path()))).update?.version_code).toBe(7);
    await expect.poll(async () => (await read(await at.get(path()))).update?.version_code).toBe(8);
    expect(reads()).toBe(2);
    at.bucket.delete(app.feedKey);
    later(20);
    await expectProblem(await at.get(path()), 404, "no_release");
    publish(app.feed);
    later(40);
    expect((await at.get(path())).status).toBe(200);
  });

  test("that cannot be read again fail when they are 10 seconds old, and not before", async () => {
    await at.get(path());
    at.bucket.get = async () => {
      throw new Error("storage is away");
    };
    later(9.9);
    expect((await at.get(path())).status).toBe(200);
    later(10);
    await expectProblem(await at.get(path()), 500, "internal_error");
    expect(at.logged).toHaveLength(1);
  });

  test("that are about something else are a fault, and no answer", async () => {
    const other = await publishedApp({ size: 1, sha256 }, "com.example.other");
    const release = { ...app.release, id: newId<"release">() };
    const wrong = [
      { ...app.feed, app_id: other.appId },
      { ...app.feed, track: "beta" },
      { ...app.feed, package_id: "com.example.other" },
      { ...app.feed, base: other.feed.base },
      { ...app.feed, base: { ...app.feed.base, payload: "e30" } },
      {
        ...app.feed,
        candidate: { release_id: newId(), basis_points: 10_000, document: await signRelease(app, release) },
      },
      { ...app.feed, feed_version: 1 },
    ];
    for (const feed of wrong) {
      publish(feed);
      await expectProblem(await at.get(path("?device=d")), 500, "internal_error");
    }
  });
});

describe("the latest version", () => {
  const latest = "/v1/apps/com.example.notes/latest";

  test("is told with all that people need", async () => {
    const response = await at.get(latest);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("private, max-age=15");
    const icon = (size: number) => `${edgeUrl}/assets/${app.appId}/icon-${size}.png?v=0123456789abcdef`;
    expect(await response.json()).toEqual({
      package_id: "com.example.notes",
      name: "Notes",
      track: "stable",
      version: "1.4.0",
      version_code: 7,
      size: 1000,
      sha256,
      min_os_version: "3.1",
      published_at: "2026-03-01T11:59:00.000Z",
      icon_urls: { 32: icon(32), 64: icon(64), 128: icon(128) },
      download_url: expect.stringContaining(
        `${edgeUrl}/v1/download/${app.appId}/7?developer=${app.founderId}&`,
      ),
      download_expires_at: "2026-03-01T13:00:00.000Z",
      document: app.feed.base,
    });
  });

  test("is that of the base while another one rolls out, and has no icons while the app has none", async () => {
    const candidate = { ...app.release, id: newId<"release">(), version_code: 9 };
    const document = await signRelease(app, candidate);
    publish({
      ...app.feed,
      icon: null,
      candidate: { release_id: candidate.id, basis_points: 10_000, document },
    });
    expect(await (await at.get(latest)).json()).toMatchObject({ version_code: 7, icon_urls: null });
  });

  test("is the same for 5 minutes, and not sent twice", async () => {
    const etag = (await at.get(latest)).headers.get("etag") ?? "";
    at.clock.time = new Date("2026-03-01T12:04:59Z");
    expect((await at.get(latest, { "if-none-match": etag })).status).toBe(304);
    at.clock.time = new Date("2026-03-01T12:05:00Z");
    expect((await at.get(latest, { "if-none-match": etag })).status).toBe(200);
  });

  test("is not there before anything is released", async () => {
    publish({ ...app.feed, base: await signRelease(app, null) });
    await expectProblem(await at.get(latest), 404, "no_release");
    await expectProblem(await at.get(`${latest}?track=__proto__`), 404, "track_unknown");
    await expectProblem(await at.get("/v1/apps/notes/latest"), 400, "package_id_invalid");
  });
});
