import { createHash } from "node:crypto";
import { type InstallKind, objectKeys, type PackageAddress } from "@mosis/domain";
import { beforeEach, describe, expect, test } from "vitest";
import {
  downloadSigningKey,
  type EdgeInMemory,
  edgeInMemory,
  expectProblem,
} from "../testing/edge-in-memory.ts";
import { type PublishedApp, publishedApp } from "../testing/published-app.ts";
import { downloadAddress, type Part } from "./download-address.ts";
import { createDownloadSigner } from "./download-signature.ts";

const content = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const packageEtag = `"${createHash("md5").update(content).digest("hex")}"`;
const signer = createDownloadSigner(downloadSigningKey);
const app: PublishedApp = await publishedApp({ size: content.length, sha256 });
const stopKey = () => objectKeys.downloadStop(app.version);

let at: EdgeInMemory;
const path = (given: { version?: PackageAddress; part?: Part; install?: InstallKind } = {}) =>
  downloadAddress(signer, { version: app.version, part: { kind: "package" }, expires: 1772370000, ...given });

beforeEach(() => {
  at = edgeInMemory();
  at.bucket.put(app.packageKey, content);
});

describe("a download", () => {
  test("is the package, in one read", async () => {
    const response = await at.get(await path());
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(response.headers)).toEqual({
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=3540, immutable",
      "content-disposition": `attachment; filename="${app.version.appId}-7.mosis"`,
      "content-length": "1000",
      "content-type": "application/vnd.mosis.package",
      etag: packageEtag,
      "x-content-type-options": "nosniff",
    });
    expect(at.bucket.reads).toEqual([`head ${stopKey()}`, `get ${app.packageKey}`]);
  });

  test("is described without its bytes", async () => {
    const response = await at.get(await path(), {}, "HEAD");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("1000");
    expect(response.headers.get("etag")).toBe(packageEtag);
    expect(await response.text()).toBe("");
    expect(at.bucket.reads).toEqual([`head ${stopKey()}`, `head ${app.packageKey}`]);
  });

  test("goes on where it broke off", async () => {
    const response = await at.get(await path(), { range: "bytes=400-", "if-range": packageEtag });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 400-999/1000");
    expect(response.headers.get("content-length")).toBe("600");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content.slice(400));
  });

  test("starts again when what broke off was something else", async () => {
    const response = await at.get(await path(), { range: "bytes=400-", "if-range": '"other"' });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("1000");
    expect(response.headers.get("content-range")).toBeNull();
  });

  test("has no bytes after its end", async () => {
    const response = await at.get(await path(), { range: "bytes=1000-" });
    expect(response.headers.get("content-range")).toBe("bytes */1000");
    await expectProblem(response, 416, "range_not_satisfiable");
  });

  test("is not sent to who has it", async () => {
    const response = await at.get(await path(), { "if-none-match": packageEtag, range: "bytes=0-1" });
    expect(response.status).toBe(304);
    expect(response.headers.get("etag")).toBe(packageEtag);
    expect(at.bucket.reads).toEqual([`head ${stopKey()}`, `head ${app.packageKey}`]);
  });

  test("ends with its address", async () => {
    at.clock.time = new Date("2026-03-01T12:59:59Z");
    expect((await at.get(await path())).headers.get("cache-control")).toBe("public, max-age=1, immutable");
    at.clock.time = new Date("2026-03-01T13:00:00Z");
    await expectProblem(await at.get(await path()), 403, "download_expired");
  });

  test("needs the address as it was signed", async () => {
    const whole = await path();
    const other = "00000000-0000-7000-8000-000000000000";
    const changed = [
      whole.replace("expires=1772370000", "expires=1772379999"),
      whole.replace("expires=1772370000", "expires=1e12"),
      whole.replace("expires=1772370000", "expires=01772370000"),
      whole.replace("/7?", "/8?"),
      whole.replace("/7?", "/07?"),
      whole.replace("/7?", "/7e0?"),
      whole.replace("/7?", "/7/contents?"),
      whole.replace("/7?", "/7/delta-5?"),
      whole.replace("/7?", "/7/package?"),
      whole.replace("/7?", "/7/stopped?"),
      whole.replace(`/${app.version.appId}/`, `/${other}/`),
      whole.replace(`/${app.version.appId}/`, `/${app.version.appId.toUpperCase()}/`),
      whole.replace(app.version.founderId, other),
      whole.replace(app.version.founderId, `${app.version.founderId}%2F..`),
      whole.replace(/signature=./, "signature="),
      whole.replace(/&signature=.*/, ""),
      `/v1/download/${app.version.appId}/7`,
    ];
    for (const address of changed) {
      expect(address).not.toBe(whole);
      await expectProblem(await at.get(address), 403, "download_signature_invalid");
    }
    expect(at.bucket.reads).toEqual([]);
  });

  test("a signature over anything but a package opens nothing", async () => {
    const key = objectKeys.manifest(app.version);
    at.bucket.put(key, "{}");
    const query = new URLSearchParams({
      developer: app.version.founderId,
      expires: "1772370000",
      signature: await signer.sign(key, 1772370000),
    });
    const response = await at.get(`/v1/download/${app.version.appId}/7?${query}`);
    await expectProblem(response, 403, "download_signature_invalid");
  });

  test("of a package that was deleted", async () => {
    const version = { ...app.version, versionCode: 8 };
    const address = await path({ version });
    await expectProblem(await at.get(address), 404, "package_missing");
    await expectProblem(await at.get(address, { range: "bytes=0-" }), 404, "package_missing");
  });
});

describe("what belongs to a package", () => {
  test("is downloaded like it, each by an address of its own", async () => {
    at.bucket.put(objectKeys.contents(app.version), '{"entries":[]}');
    at.bucket.put(objectKeys.delta(app.version, 5), "delta");
    const contents = await at.get(await path({ part: { kind: "contents" } }));
    expect(await contents.text()).toBe('{"entries":[]}');
    expect(contents.headers.get("content-type")).toBe("application/json");
    const delta = await at.get(await path({ part: { kind: "delta", fromVersionCode: 5 } }), {
      range: "bytes=1-2",
    });
    expect(await delta.text()).toBe("el");
    expect(delta.headers.get("content-disposition")).toBe(`attachment; filename="${app.appId}-7-from-5.zst"`);
    const missing = await at.get(await path({ part: { kind: "delta", fromVersionCode: 4 } }));
    await expectProblem(missing, 404, "package_missing");
  });
});

describe("a stopped version", () => {
  const parts: Part[] = [{ kind: "package" }, { kind: "contents" }, { kind: "delta", fromVersionCode: 5 }];

  test.each(parts)("is not given out any more, whatever address is held ($kind)", async (part) => {
    const address = await path({ part });
    at.bucket.put(stopKey(), "{}");
    await expectProblem(await at.get(address), 410, "version_stopped");
    await expectProblem(await at.get(address, { range: "bytes=0-1" }), 410, "version_stopped");
    expect((await at.get(address, {}, "HEAD")).status).toBe(410);
    expect(at.bucket.reads.filter((read) => !read.endsWith("stopped.json"))).toEqual([]);
    at.bucket.delete(stopKey());
    expect((await at.get(await path())).status).toBe(200);
  });

  test("is an error, and no download, when storage does not say whether it is one", async () => {
    at.bucket.head = async () => {
      throw new Error("storage is away");
    };
    await expectProblem(await at.get(await path()), 500, "internal_error");
  });
});

describe("straight from storage", () => {
  const asked: object[] = [];
  beforeEach(() => {
    asked.length = 0;
    const addressOf = async (object: { key: string }) => {
      asked.push(object);
      return `https://s3.example/${object.key}?signed`;
    };
    at = edgeInMemory({ direct: { addressOf } });
    at.bucket.put(app.packageKey, content);
  });

  test("a device is sent on, for as long as its address works", async () => {
    const response = await at.get(await path(), { range: "bytes=10-19" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(`https://s3.example/${app.packageKey}?signed`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const fileName = `${app.appId}-7.mosis`;
    expect(asked).toEqual([{ key: app.packageKey, size: 1000, fileName, expiresInSeconds: 3540 }]);
    expect(await at.events()).toMatchObject([{ status: 302, bytes: 10, begins: false, cache: "redirect" }]);
  });

  test("and not without a right to it", async () => {
    const address = await path();
    at.bucket.put(stopKey(), "{}");
    await expectProblem(await at.get(address), 410, "version_stopped");
    at.bucket.delete(stopKey());
    await expectProblem(
      await at.get(address.replace(/signature=./, "signature=")),
      403,
      "download_signature_invalid",
    );
    await expectProblem(
      await at.get(await path({ version: { ...app.version, versionCode: 8 } })),
      404,
      "package_missing",
    );
    expect((await at.get(address, {}, "HEAD")).status).toBe(200);
    expect(asked).toEqual([]);
  });
});

describe("what is noted of downloads", () => {
  test("is what was sent and to which country, and nothing of who asked", async () => {
    const address = await path();
    const country = { "x-test-country": "DE" };
    const ask = async (headers: Record<string, string> = {}, method = "GET") => {
      await (await at.get(address, headers, method)).arrayBuffer();
    };
    await ask(country);
    await ask({ range: "bytes=0-99" });
    await ask({ range: "bytes=100-" });
    await ask({ "if-none-match": packageEtag });
    await ask({ range: "bytes=5000-" });
    await ask({}, "HEAD");
    at.clock.time = new Date("2026-03-01T13:00:00Z");
    await ask();
    await at.get(address.replace(/signature=./, "signature="));
    const events = await at.events();
    const shared = {
      kind: "download",
      app_id: app.appId,
      version_code: 7,
      part: "package",
      from_version_code: null,
    };
    expect(events).toEqual(
      [
        { status: 200, bytes: 1000, begins: true, country: "DE" },
        { status: 206, bytes: 100, begins: true, country: null },
        { status: 206, bytes: 900, begins: false, country: null },
        { status: 304, bytes: 0, begins: true, country: null },
        { status: 416, bytes: 0, begins: false, country: null },
        { status: 403, bytes: 0, begins: true, country: null },
      ].map((event) => ({
        ...shared,
        ...event,
        cache: "miss",
        client: "other",
        install: "unknown",
        at: expect.stringMatching(/^2026-03-01T1[23]:0/),
      })),
    );
  });

  test("names the delta", async () => {
    await at.get(await path({ part: { kind: "delta", fromVersionCode: 5 } }));
    expect(await at.events()).toMatchObject([
      { part: "delta", from_version_code: 5, status: 404, install: "update" },
    ]);
  });

  test("says which kind of client it was for, and for an update or the first installation", async () => {
    const first = await path({ install: "first" });
    const update = await path({ install: "update" });
    await at.get(first, { "user-agent": "mosis-device/2.1" });
    await at.get(update, { "user-agent": "curl/8.5.0" });
    // Whoever changes what it says gets the package, and is believed nothing.
    const markOf = (address: string) => address.slice(address.indexOf("&install="));
    for (const altered of [
      update.replace("install=update.", "install=first."),
      update.replace(/install=update\..*/, "install=update."),
      update.replace(/install=update\..*/, "install=none"),
      (await path({ version: { ...app.version, versionCode: 8 } })) + markOf(update),
      update.replace(markOf(update), ""),
    ])
      await at.get(altered);
    expect(
      (await at.events()).map((event) => event.kind === "download" && [event.client, event.install]),
    ).toEqual([
      ["device", "first"],
      ["command_line", "update"],
      ...Array.from({ length: 5 }, () => ["other", "unknown"]),
    ]);
  });
});
