import { oldBucketOf } from "@mosis/storage/settings";
import { describe, expect, it } from "vitest";
import { readEnv } from "./env.ts";

const good = {
  DATABASE_URL: "postgresql://localhost/mosis",
  REDIS_URL: "redis://localhost",
  S3_BUCKET: "packages",
  S3_ACCESS_KEY_ID: "id",
  S3_SECRET_ACCESS_KEY: "key",
  PUBLIC_URL: "http://localhost:3000/",
  EDGE_URL: "http://127.0.0.1:8787/",
  AUTH_SECRET: "x".repeat(32),
  MAIL_LINK_SECRET: "m".repeat(32),
};

describe("readEnv", () => {
  it("takes what is needed and fills in the rest", () => {
    expect(readEnv({ ...good, GITHUB_CLIENT_ID: "" })).toMatchObject({
      PUBLIC_URL: "http://localhost:3000",
      EDGE_URL: "http://127.0.0.1:8787",
      DEMO_SIGN_IN: "off",
      LOCAL_ISSUERS: "off",
      GITHUB_BASE_URL: "https://github.com",
    });
  });

  it("names every variable that is missing or wrong", () => {
    expect(() => readEnv({ ...good, DATABASE_URL: "" })).toThrow(/DATABASE_URL: is not set/);
    expect(() => readEnv({ ...good, DATABASE_URL: "mysql://x", AUTH_SECRET: "short" })).toThrow(
      /DATABASE_URL: .*\n.*AUTH_SECRET: /,
    );
  });

  for (const address of [
    "http://localhost:3000",
    "http://127.0.0.1",
    "http://[::1]:3000",
    "http://mosis.localhost",
  ]) {
    it(`has the demo sign-in at ${address}`, () => {
      expect(readEnv({ ...good, DEMO_SIGN_IN: "on", PUBLIC_URL: address }).DEMO_SIGN_IN).toBe("on");
    });
  }

  for (const address of [
    "https://store.example.org",
    "http://192.168.1.10:3000",
    "http://localhost.example.org",
    "http://127.0.0.1.example.org",
    "http://0.0.0.0:3000",
  ]) {
    it(`refuses the demo sign-in at ${address}`, () => {
      expect(() => readEnv({ ...good, DEMO_SIGN_IN: "on", PUBLIC_URL: address })).toThrow(/DEMO_SIGN_IN/);
    });
  }

  it("refuses half of the GitHub settings", () => {
    expect(() => readEnv({ ...good, GITHUB_CLIENT_ID: "id" })).toThrow(/belong together/);
  });

  it("takes an old bucket with its keys, or none", () => {
    const old = { S3_OLD_BUCKET: "before", S3_OLD_ACCESS_KEY_ID: "a", S3_OLD_SECRET_ACCESS_KEY: "s" };
    expect(oldBucketOf(readEnv(good))).toBeNull();
    expect(oldBucketOf(readEnv({ ...good, ...old }))).toMatchObject({ bucket: "before", region: "auto" });
    expect(() => readEnv({ ...good, ...old, S3_OLD_BUCKET: "" })).toThrow(/S3_OLD_BUCKET: .*belong together/);
  });
});

describe("limits", () => {
  it("are the portal's own unless others are named", () => {
    expect(readEnv(good)).toMatchObject({ RATE_LIMITS: {}, TRUSTED_PROXIES: 0 });
    expect(
      readEnv({ ...good, RATE_LIMITS: "read.account=6000/60, sign_in.address=1/5" }).RATE_LIMITS,
    ).toEqual({
      "read.account": { calls: 6000, seconds: 60 },
      "sign_in.address": { calls: 1, seconds: 5 },
    });
  });

  it.each(["read=1/1", "read.account=0/60", "read.account=5", "sign_in.token=1/1"])(
    "are not set by %j",
    (text) =>
      expect(() => readEnv({ ...good, RATE_LIMITS: text })).toThrow(/RATE_LIMITS: .* NAME=CALLS\/SECONDS/),
  );
});
