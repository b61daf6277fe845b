import { expect, test } from "vitest";
import type { Secrets } from "./secrets.ts";
import { productEnvironment, readSettings } from "./settings.ts";

const secrets: Secrets = {
  postgresPassword: "generated-1",
  redisPassword: "generated-2",
  s3AccessKeyId: "generated-3",
  s3SecretAccessKey: "generated-4",
  authSecret: "generated-5",
  downloadSigningKey: "generated-6",
  releaseSigningKey: "generated-7",
  mailLinkSecret: "generated-8",
  metricsToken: "generated-9",
};
const s3 = {
  endpoint: "http://127.0.0.1:8787/s3",
  region: "auto",
  bucket: "b",
  accessKeyId: "id",
  secretAccessKey: "k",
};

test("without any variable everything is started here, on the default ports", () => {
  expect(readSettings({})).toEqual({
    given: {},
    ports: { web: 3000, edge: 8787, health: 9100, postgres: 54320, redis: 63790 },
    embedded: { postgres: true, redis: true, edge: true },
  });
});

test("the environment wins over the file, and empty means not set", () => {
  const settings = readSettings(
    { PORT: "4000", LOG_LEVEL: "", REDIS_URL: "" },
    { PORT: "5000", LOG_LEVEL: "debug" },
  );
  expect(settings.ports.web).toBe(4000);
  expect(settings.given).toEqual({ PORT: "4000", LOG_LEVEL: "debug" });
  expect(settings.embedded.redis).toBe(true);
});

test("a given address means that this part is not started", () => {
  const storage = { S3_ENDPOINT: "https://s3.example.com", S3_ACCESS_KEY_ID: "a", S3_SECRET_ACCESS_KEY: "b" };
  const all = { DATABASE_URL: "postgresql://db/x", REDIS_URL: "redis://r", ...storage };
  expect(readSettings(all).embedded).toEqual({ postgres: false, redis: false, edge: false });
});

test.each(["abc", "0", "70000", "80.5", "-1"])("PORT=%s is refused by name", (port) => {
  expect(() => readSettings({ PORT: port })).toThrow(expect.objectContaining({ code: "invalid_setting" }));
  expect(() => readSettings({ PORT: port })).toThrow(`PORT is "${port}"`);
});

test("an endpoint without keys is refused, naming what is missing", () => {
  const given = { S3_ENDPOINT: "https://s3.example.com", S3_ACCESS_KEY_ID: "a" };
  expect(() => readSettings(given)).toThrow("so S3_SECRET_ACCESS_KEY must be set too");
  expect(() => readSettings(given)).toThrow(expect.objectContaining({ code: "missing_setting" }));
});

test("the apps get what was started, the generated secrets and the defaults", () => {
  const started = {
    databaseUrl: "postgresql://here",
    redisUrl: "redis://here",
    s3,
    edgeUrl: "http://127.0.0.1:8787",
    mailDirectory: "/data/mail",
  };
  expect(productEnvironment(readSettings({ PORT: "3100" }), secrets, started)).toEqual({
    DRAIN_SECONDS: "0",
    DATABASE_URL: "postgresql://here",
    REDIS_URL: "redis://here",
    S3_ENDPOINT: "http://127.0.0.1:8787/s3",
    S3_REGION: "auto",
    S3_BUCKET: "b",
    S3_ACCESS_KEY_ID: "id",
    S3_SECRET_ACCESS_KEY: "k",
    STORAGE_PROVIDER: "r2",
    PUBLIC_URL: "http://localhost:3100",
    PORT: "3100",
    EDGE_URL: "http://127.0.0.1:8787",
    EDGE_PORT: "8787",
    AUTH_SECRET: "generated-5",
    DOWNLOAD_SIGNING_KEY: "generated-6",
    RELEASE_SIGNING_KEYS: "generated-7",
    MAIL_LINK_SECRET: "generated-8",
    METRICS_TOKEN: "generated-9",
    MAIL_DIRECTORY: "/data/mail",
    DEMO_SIGN_IN: "on",
    LOCAL_ISSUERS: "on",
    LOG_LEVEL: "info",
    NODE_ENV: "production",
  });
});

test("what was given wins over generated and default values", () => {
  const given = {
    DATABASE_URL: "postgresql://theirs",
    S3_ENDPOINT: "https://s3.example.com",
    S3_ACCESS_KEY_ID: "a",
    S3_SECRET_ACCESS_KEY: "c",
    STORAGE_PROVIDER: "b2",
    AUTH_SECRET: "theirs",
    DEMO_SIGN_IN: "off",
    LOCAL_ISSUERS: "off",
    PUBLIC_URL: "https://store.example.com",
    GITHUB_CLIENT_ID: "id",
  };
  const env = productEnvironment(readSettings(given), secrets, { redisUrl: "redis://here" });
  expect(env).toMatchObject({ ...given, REDIS_URL: "redis://here", EDGE_URL: "http://127.0.0.1:8787" });
});

test("keys of another storage are not used with the one started here", () => {
  const settings = readSettings({ S3_ACCESS_KEY_ID: "other", STORAGE_PROVIDER: "b2" });
  expect(productEnvironment(settings, secrets, { s3 })).toMatchObject({
    S3_ACCESS_KEY_ID: "id",
    STORAGE_PROVIDER: "r2",
  });
});

test("the demo sign-in is switched on only where the portal's address is this machine", () => {
  const demo = (PUBLIC_URL: string) =>
    productEnvironment(readSettings({ PUBLIC_URL }), secrets, { s3 }).DEMO_SIGN_IN;
  expect(demo("http://127.0.0.1:3100")).toBe("on");
  expect(demo("http://[::1]:3100")).toBe("on");
  expect(demo("https://store.example.com")).toBe("off");
  expect(demo("https://localhost.example.com")).toBe("off");
});

test("mails are written into the data folder unless there is a server for them", () => {
  const mailOf = (given: Record<string, string>) =>
    productEnvironment(readSettings(given), secrets, { s3, mailDirectory: "/data/mail" }).MAIL_DIRECTORY;
  expect(mailOf({})).toBe("/data/mail");
  expect(mailOf({ MAIL_DIRECTORY: "/elsewhere" })).toBe("/elsewhere");
  expect(mailOf({ SMTP_URL: "smtp://mail.example.com", MAIL_FROM: "a@example.com" })).toBeUndefined();
});
