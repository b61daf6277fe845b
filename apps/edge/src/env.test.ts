import { oldBucketOf } from "@mosis/storage/settings";
import { expect, test } from "vitest";
import { readNodeEnv, readWorkerEnv } from "./env.ts";

const worker = { EDGE_URL: "https://edge.example.com/", DOWNLOAD_SIGNING_KEY: "k".repeat(32) };
const node = { ...worker, S3_BUCKET: "b", S3_ACCESS_KEY_ID: "a", S3_SECRET_ACCESS_KEY: "s" };

test("what is not set has a default, and addresses are joined without a doubled slash", () => {
  expect(readNodeEnv(node)).toMatchObject({
    EDGE_URL: "https://edge.example.com",
    EDGE_HOST: "127.0.0.1",
    EDGE_PORT: 8787,
    STORAGE_PROVIDER: "r2",
    S3_REGION: "auto",
    LOG_LEVEL: "info",
  });
  expect(readWorkerEnv({ ...worker, BUCKET: {} }).EDGE_URL).toBe("https://edge.example.com");
});

test("every variable that is missing or wrong is named, and no value is repeated", () => {
  const short = { ...node, DOWNLOAD_SIGNING_KEY: "hunter2", EDGE_PORT: "70000", S3_BUCKET: undefined };
  expect(() => readNodeEnv(short)).toThrow(/EDGE_PORT: .*\n {2}S3_BUCKET: is not set/);
  expect(() => readNodeEnv(short)).toThrow(/DOWNLOAD_SIGNING_KEY: Use at least 32/);
  expect(() => readNodeEnv(short)).not.toThrow(/hunter2/);
  expect(() => readWorkerEnv({ EDGE_URL: "edge.example.com" })).toThrow(/EDGE_URL: /);
});

test("an old bucket is named with its keys, or not at all", () => {
  expect(oldBucketOf(readNodeEnv(node))).toBeNull();
  const old = { S3_OLD_BUCKET: "before", S3_OLD_ACCESS_KEY_ID: "a", S3_OLD_SECRET_ACCESS_KEY: "s" };
  expect(oldBucketOf(readNodeEnv({ ...node, ...old }))).toMatchObject({ bucket: "before", provider: "r2" });
  for (const name of Object.keys(old)) {
    expect(() => readNodeEnv({ ...node, ...old, [name]: undefined })).toThrow(
      /S3_OLD_BUCKET: .*belong together/,
    );
  }
  expect(() => readNodeEnv({ ...node, S3_OLD_ENDPOINT: "https://s3.example.com" })).toThrow(
    /belong together/,
  );
});
