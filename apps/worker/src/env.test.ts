import { oldBucketOf } from "@mosis/storage/settings";
import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const good = {
  DATABASE_URL: "postgresql://db/mosis",
  REDIS_URL: "redis://redis",
  S3_BUCKET: "b",
  S3_ACCESS_KEY_ID: "a",
  S3_SECRET_ACCESS_KEY: "s",
  RELEASE_SIGNING_KEYS: "a1".repeat(32),
  PUBLIC_URL: "http://localhost:3000",
  MAIL_LINK_SECRET: "m".repeat(32),
  MAIL_DIRECTORY: "/nowhere",
};

test("e-mails have somewhere to go, and a sender where there is a mail server", () => {
  expect(() => readEnv({ ...good, MAIL_DIRECTORY: "" })).toThrow(/SMTP_URL: e-mails have to go somewhere/);
  const smtp = { SMTP_URL: "smtps://user:secret@mail.example.com" };
  expect(() => readEnv({ ...good, ...smtp })).toThrow(/MAIL_FROM/);
  expect(() => readEnv({ ...good, ...smtp, MAIL_FROM: "a@b.c\r\nBcc: e@f.g" })).toThrow(/MAIL_FROM/);
  expect(readEnv({ ...good, ...smtp, MAIL_FROM: "Mosis <store@example.com>" })).toMatchObject(smtp);
});

test("variables that are missing are named, in plain words", () => {
  const without = { ...good, DATABASE_URL: undefined, S3_BUCKET: "" };
  expect(() => readEnv(without)).toThrow(/\n {2}DATABASE_URL: is not set\n {2}S3_BUCKET: is not set$/);
});

test("an old bucket is named with its keys, or not at all", () => {
  expect(oldBucketOf(readEnv(good))).toBeNull();
  const old = { S3_OLD_BUCKET: "before", S3_OLD_ACCESS_KEY_ID: "a", S3_OLD_SECRET_ACCESS_KEY: "s" };
  expect(oldBucketOf(readEnv({ ...good, ...old }))).toMatchObject({ bucket: "before", provider: "r2" });
  for (const name of Object.keys(old)) {
    expect(() => readEnv({ ...good, ...old, [name]: undefined })).toThrow(/S3_OLD_BUCKET: .*belong together/);
  }
  expect(() => readEnv({ ...good, S3_OLD_ENDPOINT: "https://s3.example.com" })).toThrow(/belong together/);
});
