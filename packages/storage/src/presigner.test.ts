import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import { capabilitiesOf } from "./capabilities.ts";
import { createPresigner } from "./presigner.ts";
import { createS3Client, type StorageConnection } from "./s3-client.ts";

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const connections: Record<string, StorageConnection> = {
  "Amazon S3": { provider: "s3", region: "eu-central-1", bucket: "mosis-packages", ...keys },
  R2: {
    provider: "r2",
    endpoint: "https://0123456789abcdef.r2.cloudflarestorage.com",
    region: "auto",
    bucket: "mosis-packages",
    ...keys,
  },
  "an endpoint with a port and a path": {
    provider: "r2",
    endpoint: "http://127.0.0.1:8787/cdn-cgi/local/r2/s3",
    region: "auto",
    bucket: "mosis-packages",
    ...keys,
  },
  B2: {
    provider: "b2",
    endpoint: "https://s3.us-west-004.backblazeb2.com",
    region: "us-west-004",
    bucket: "mosis-packages",
    ...keys,
  },
};
const objectKeys = ["temp/0193/upload", "odd/a b+c&d=e#f?g%20ü'(1)!*.txt"];
const now = Date.UTC(2026, 6, 1, 12, 3, 21, 789);

describe.each(Object.entries(connections))("%s", (_, connection) => {
  const client = createS3Client(connection);
  const capabilities = capabilitiesOf(connection);
  const presigner = createPresigner(client, { ...connection, capabilities, now: () => now });

  test.each(objectKeys)("PUT %s has the address getSignedUrl gives", async (key) => {
    const put = await presigner.presignPut({
      key,
      size: 1234,
      contentType: "image/png",
      expiresInSeconds: 900,
    });
    const { bucket: Bucket } = connection;
    const expected = await getSignedUrl(
      client,
      new PutObjectCommand({
        Bucket,
        Key: key,
        ContentLength: 1234,
        ContentType: "image/png",
        ...(capabilities.conditionalPut && { IfNoneMatch: "*" }),
      }),
      {
        expiresIn: 900,
        signingDate: new Date(now),
        signableHeaders: new Set(["host", "content-length", "content-type", "if-none-match"]),
      },
    );
    expect(put.url).toBe(expected);
    expect(put.expiresAt).toEqual(new Date(Date.UTC(2026, 6, 1, 12, 18, 21)));
    const signed = new URL(put.url).searchParams.get("X-Amz-SignedHeaders")?.split(";");
    expect(signed?.sort()).toEqual(["content-length", "host", ...Object.keys(put.headers)].sort());
  });

  test.each(objectKeys)("a part of %s has the address getSignedUrl gives", async (key) => {
    const storageUploadId = "u-p_l/o+a=d";
    const put = await presigner.presignPart({
      key,
      storageUploadId,
      number: 12,
      size: 8_388_608,
      expiresInSeconds: 900,
    });
    const expected = await getSignedUrl(
      client,
      new UploadPartCommand({
        Bucket: connection.bucket,
        Key: key,
        UploadId: storageUploadId,
        PartNumber: 12,
        ContentLength: 8_388_608,
      }),
      {
        expiresIn: 900,
        signingDate: new Date(now),
        signableHeaders: new Set(["host", "content-length"]),
      },
    );
    expect(put).toMatchObject({ url: expected, headers: {} });
  });

  test.each(objectKeys)("GET %s has the address getSignedUrl gives", async (key) => {
    const url = await presigner.presignGet({ key, expiresInSeconds: 3600, fileName: "grüße (1).mosis" });
    const expected = await getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: connection.bucket,
        Key: key,
        ResponseContentDisposition:
          "attachment; filename=\"gr__e (1).mosis\"; filename*=UTF-8''gr%C3%BC%C3%9Fe%20%281%29.mosis",
      }),
      { expiresIn: 3900, signingDate: new Date(Date.UTC(2026, 6, 1, 12, 0, 0)) },
    );
    expect(url).toBe(expected);
  });
});

test("a download address stays the same for 5 minutes and always works as long as promised", async () => {
  const connection = connections.R2 as StorageConnection;
  let time = 0;
  const presigner = createPresigner(createS3Client(connection), {
    ...connection,
    capabilities: capabilitiesOf(connection),
    now: () => time,
  });
  const at = (iso: string) => {
    time = Date.parse(iso);
    return presigner.presignGet({ key: "k", expiresInSeconds: 3600, fileName: "k" });
  };
  const first = await at("2026-07-01T12:00:00.000Z");
  expect(await at("2026-07-01T12:04:59.999Z")).toBe(first);
  expect(await at("2026-07-01T12:05:00.000Z")).not.toBe(first);
  const query = new URL(first).searchParams;
  expect(query.get("X-Amz-Date")).toBe("20260701T120000Z");
  // Handed out at the very end of the 5 minutes it still works for the hour.
  expect(Number(query.get("X-Amz-Expires"))).toBe(300 + 3600);
  await expect(
    presigner.presignGet({ key: "k", expiresInSeconds: 7 * 86_400, fileName: "k" }),
  ).rejects.toThrow(RangeError);
});

test("what a provider cannot do once only is not signed", async () => {
  const connection = connections.B2 as StorageConnection;
  const presigner = createPresigner(createS3Client(connection), {
    ...connection,
    capabilities: capabilitiesOf(connection),
  });
  const put = await presigner.presignPut({
    key: "k",
    size: 1,
    contentType: "image/png",
    expiresInSeconds: 60,
  });
  expect(put.headers).toEqual({ "content-type": "image/png" });
});
