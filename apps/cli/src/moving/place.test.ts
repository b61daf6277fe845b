import { resolve } from "node:path";
import { expect, test } from "vitest";
import { nameOf, readPlace } from "./place.ts";

test("reads buckets and folders", () => {
  expect(readPlace("--from", "s3://mosis?endpoint=https%3A%2F%2Fs3.example.com")).toEqual({
    kind: "bucket",
    bucket: "mosis",
    endpoint: "https://s3.example.com",
    region: "auto",
    provider: "r2",
  });
  const amazon = readPlace("--to", "s3://mosis?provider=s3&region=eu-central-1");
  expect(amazon).toMatchObject({ provider: "s3", region: "eu-central-1" });
  expect(nameOf(amazon)).toBe("s3://mosis at Amazon S3 eu-central-1");
  expect(readPlace("--from", "./backup")).toEqual({ kind: "folder", path: resolve("backup") });
});

test.each([
  ["s3://key:secret@mosis?endpoint=https://s3.example.com", "keys do not belong on a command line"],
  ["s3://mosis/folder?endpoint=https://s3.example.com", "a bucket stands alone"],
  ["s3://mosis", "r2 needs its endpoint"],
  ["s3://mosis?endpoint=nowhere", "endpoint:"],
  ["s3://mosis?provider=gcs", "provider:"],
  ["s3://mosis?provider=s3&secret=x", "secret"],
  ["https://mosis.example.com", "only s3:// and folders"],
])("refuses %s, without repeating secrets", (text, reason) => {
  const read = () => readPlace("--to", text);
  expect(read).toThrow(reason);
  expect(read).not.toThrow(/key:secret/);
});
