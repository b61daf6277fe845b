import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RawDownload } from "../ports/downloads.ts";
import { sampleUnpack } from "../testing/sample-unpack.ts";
import { type LogBatch, readLog } from "./read-log.ts";

const appId = "0190a000-0000-7000-8000-00000000abcd";
const folder = `/packages/0190a000-0000-7000-8000-000000000001/${appId}/7`;

/** Columns of CloudFront's standard logs (legacy), as its reference lists them. */
const legacy =
  "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";
const legacyLine = (fields: Record<number, string> = {}) => {
  const cells =
    "2026-06-01\t11:00:02\tFRA56-P4\t5242880\t203.0.113.7\tGET\td111.cloudfront.net\tPATH\t200\t-\tMozilla/5.0%2520(X11;%2520Linux)%2520AppleWebKit/537.36%2520Chrome/126.0\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\tcdn.example.com\thttps\t421\t0.5\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.1\tHit\tapplication/octet-stream\t5242880\t-\t-".split(
      "\t",
    );
  cells[7] = `${folder}/package.mosis`;
  for (const [at, text] of Object.entries(fields)) cells[Number(at)] = text;
  return cells.join("\t");
};
/** A header of the second version, with chosen columns and those that only it has. */
const second =
  "#Version: 1.0\n#Fields: timestamp(ms) DistributionId c-country x-edge-request-id cs-method cs-uri-stem sc-status sc-bytes cs(User-Agent) x-edge-result-type asn";
const logpush = (fields: object = {}) =>
  JSON.stringify({
    CacheCacheStatus: "hit",
    ClientCountry: "de",
    ClientIP: "203.0.113.7",
    ClientRequestMethod: "GET",
    ClientRequestURI: `${folder}/delta-6.zst?x=1`,
    ClientRequestUserAgent: "mosis-device/1.0",
    EdgeResponseBytes: 400,
    EdgeResponseStatus: 200,
    EdgeStartTimestamp: "2026-06-01T11:00:02Z",
    RayID: "8a1b2c3d4e5f6789",
    ...fields,
  });

const streamOf = (bytes: Uint8Array, piece = bytes.length) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.subarray(at, at + piece));
      controller.close();
    },
  });
const packed = (text: string) => new Uint8Array(gzipSync(text));

async function read(bytes: Uint8Array, { size = 10_000, skip = 0, piece = 7 } = {}): Promise<LogBatch[]> {
  const batches: LogBatch[] = [];
  for await (const batch of readLog(streamOf(bytes, piece), { size, skip, unpack: sampleUnpack }))
    batches.push(batch);
  return batches;
}
const only = async (text: string): Promise<RawDownload | undefined> =>
  (await read(packed(text)))[0]?.downloads[0];

const at = Date.parse("2026-06-01T11:00:02Z");
const expected = {
  at,
  appId,
  versionCode: 7,
  part: "package",
  fromVersionCode: null,
  install: "unknown",
  country: null,
  isCached: true,
  isDownload: true,
  isFailure: false,
};

describe("a log of a CDN", () => {
  test("is Cloudflare's", async () => {
    expect(await only(`${logpush()}\n`)).toEqual({
      ...expected,
      id: "8a1b2c3d4e5f6789",
      part: "delta",
      fromVersionCode: 6,
      install: "update",
      client: "device",
      country: "DE",
      bytes: 400,
    });
  });

  test.each([
    ["2026-06-01T11:00:02.250Z", at + 250],
    [at / 1000, at],
    [at, at],
    [at * 1000, at],
    [at * 1_000_000 + 999, at],
  ])("of Cloudflare's says when in any of its ways: %s", async (written, then) => {
    expect(await only(logpush({ EdgeStartTimestamp: written }))).toMatchObject({ at: then });
  });

  test("is CloudFront's, in both versions", async () => {
    const id = "SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==";
    expect(await only(`${legacy}\n${legacyLine()}\n`)).toEqual({
      ...expected,
      id,
      client: "browser",
      bytes: 5_242_880,
    });
    const line = `${at}\tE1\tFR\tabc=\tGET\t${folder}/package.mosis\t200\t90\tcurl/8.5.0\tMiss\t64500`;
    expect(await only(`${second}\r\n${line}\r\n`)).toEqual({
      ...expected,
      id: "abc=",
      client: "command_line",
      country: "FR",
      isCached: false,
      bytes: 90,
    });
  });

  test.each([
    [{ 8: "206", 31: "0" }, { isDownload: true }],
    [{ 8: "206", 31: "100" }, { isDownload: false }],
    [{ 8: "206" }, { isDownload: false, bytes: 5_242_880 }],
    [{ 8: "304" }, { isDownload: false, isFailure: false, bytes: 0 }],
    [{ 8: "404" }, { isDownload: false, isFailure: true, bytes: 0 }],
  ])("counts what was answered from the first byte on: %j", async (fields, counts) => {
    expect(await only(`${legacy}\n${legacyLine(fields)}\n`)).toMatchObject(counts);
  });

  test("of Cloudflare's says where a part begins if it logs the header", async () => {
    const of = (RequestHeaders?: object) => only(logpush({ EdgeResponseStatus: 206, RequestHeaders }));
    expect(await of()).toMatchObject({ isDownload: false });
    expect(await of({ range: "bytes=0-" })).toMatchObject({ isDownload: true });
    expect(await of({ range: "bytes=10-" })).toMatchObject({ isDownload: false });
  });

  test("passes over what is no download from the bucket, and says what it cannot read", async () => {
    const lines = [
      logpush(),
      logpush({ ClientRequestMethod: "HEAD" }),
      logpush({ ClientRequestURI: `/v1/download/${appId}/7` }),
      logpush({ ClientRequestURI: `${folder}/manifest.json` }),
      logpush({ ClientRequestURI: `${folder}/../7/package.mosis` }),
      logpush({ ClientRequestURI: "/assets/x.png" }),
      "{}",
      "not JSON",
      logpush({ EdgeResponseStatus: 42 }),
      logpush({ EdgeResponseBytes: null }),
      logpush({ EdgeStartTimestamp: "yesterday" }),
      logpush({ RayID: "a b" }),
      "",
    ];
    const [batch] = await read(packed(lines.join("\n")));
    expect(batch).toMatchObject({ to: 12, passedOver: 5, malformed: 6 });
    expect(batch?.downloads).toHaveLength(1);
    const [cut] = await read(packed(`${legacy}\n${legacyLine()}\n${legacyLine().slice(0, 60)}`));
    expect(cut).toMatchObject({ to: 4, passedOver: 0, malformed: 1 });
  });

  test("comes in batches of lines, and from where it was left", async () => {
    const text = `${legacy}\n${Array.from({ length: 5 }, (_, id) => legacyLine({ 14: `id-${id}` })).join("\n")}\n`;
    const ids = (batches: LogBatch[]) =>
      batches.map(({ to, downloads }) => [to, downloads.map(({ id }) => id)]);
    expect(ids(await read(packed(text), { size: 3 }))).toEqual([
      [3, ["id-0"]],
      [6, ["id-1", "id-2", "id-3"]],
      [7, ["id-4"]],
    ]);
    expect(ids(await read(packed(text), { size: 3, skip: 3 }))).toEqual([
      [6, ["id-1", "id-2", "id-3"]],
      [7, ["id-4"]],
    ]);
    expect(await read(packed(text), { size: 3, skip: 7 })).toEqual([]);
  });

  test("may be packed in several members, not at all, and be empty", async () => {
    const members = new Uint8Array([
      ...packed(`${logpush({ RayID: "a" })}\n`),
      ...packed(logpush({ RayID: "b" })),
    ]);
    expect((await read(members))[0]?.downloads.map(({ id }) => id)).toEqual(["a", "b"]);
    expect((await read(new TextEncoder().encode(logpush())))[0]?.downloads).toHaveLength(1);
    expect(await read(packed(""))).toEqual([]);
    expect(await read(new Uint8Array())).toEqual([]);
  });

  test.each([
    ["a page", packed("<html>"), "unknown_format"],
    ["JSON that is none of Cloudflare's requests", packed('{"hello":1}'), "columns_missing"],
    ["Cloudflare's without the path", packed(logpush({ ClientRequestURI: undefined })), "columns_missing"],
    ["CloudFront's without the id", packed(legacy.replace("x-edge-request-id ", "")), "columns_missing"],
    ["CloudFront's without a time", packed(legacy.replace(" time ", " ")), "columns_missing"],
    ["CloudFront's without a header", packed(`#Version: 1.0\n${legacyLine()}`), "columns_missing"],
    ["what was cut off", packed(`${logpush()}\n`.repeat(99)).slice(0, -20), "damaged"],
    [
      "what only begins like gzip",
      new Uint8Array([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
      "damaged",
    ],
    ["a line without an end", packed("{".repeat(70_000)), "line_too_long"],
    ["a long line among others", packed(`${logpush()}\n{${" ".repeat(70_000)}}\n`), "line_too_long"],
  ])("is refused when it is %s", async (_, bytes, refusal) => {
    await expect(read(bytes, { piece: 1 << 20 })).rejects.toMatchObject({ refusal });
  });

  test("says what is missing, in words", async () => {
    const text = legacy.replace(" sc-status", "").replace(" sc-bytes", "");
    await expect(read(packed(text))).rejects.toThrow("CloudFront's log lacks sc-status, sc-bytes.");
  });

  test("that storage broke off is not damaged", async () => {
    const bytes = packed(`${logpush()}\n`.repeat(99));
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (controller.desiredSize === 1) controller.enqueue(bytes.subarray(0, 40));
        controller.error(new Error("storage is away"));
      },
    });
    await expect(readLog(broken, { size: 10, skip: 0, unpack: sampleUnpack }).next()).rejects.toThrow(
      "storage is away",
    );
  });
});
