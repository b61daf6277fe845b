import { newId, objectKeys } from "@mosis/domain";
import { expect, test } from "vitest";
import { bucketRules } from "./bucket-rules.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { createPresigner } from "./presigner.ts";
import {
  listArguments,
  listed,
  parseListing,
  r2LocationOf,
  setArguments,
  toR2Cors,
  toR2Lifecycle,
} from "./r2-rules.ts";
import { createS3Client } from "./s3-client.ts";
import { fromS3Cors, fromS3Lifecycle, toS3Cors, toS3Lifecycle } from "./s3-rules.ts";

const r2 = capabilitiesOf({ provider: "r2" });
const rules = bucketRules("https://store.example.com", r2);

test("uploads lie under the prefix that expires", () => {
  const expiring = rules.lifecycle.find((rule) => rule.expireAfterDays !== undefined);
  expect(expiring?.prefix).toMatch(/^[a-z]+\/$/);
  expect(objectKeys.upload(newId())).toMatch(new RegExp(`^${expiring?.prefix}`));
});

test("nothing else expires", () => {
  const expiring = rules.lifecycle.filter((rule) => rule.expireAfterDays !== undefined);
  expect(expiring.map(({ prefix }) => prefix)).toEqual(["temp/", "events/", "cdn-logs/"]);
});

test("pages may send every header that a presigned upload wants", async () => {
  const connection = { region: "auto", bucket: "b", endpoint: "https://x.example", provider: "r2" as const };
  const keys = { accessKeyId: "a", secretAccessKey: "b" };
  const client = createS3Client({ ...connection, ...keys });
  const { headers } = await createPresigner(client, { ...connection, ...keys, capabilities: r2 }).presignPut({
    key: "k",
    size: 1,
    contentType: "image/png",
    expiresInSeconds: 60,
  });
  for (const header of Object.keys(headers)) expect(rules.cors[0]?.headers).toContain(header);
});

test("the files for wrangler", () => {
  expect(toR2Cors(rules.cors)).toEqual({
    rules: [
      {
        allowed: {
          origins: ["https://store.example.com"],
          methods: ["GET", "HEAD", "PUT"],
          headers: ["content-type", "if-none-match"],
        },
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 3600,
      },
    ],
  });
  expect(toR2Lifecycle(rules.lifecycle)).toEqual({
    rules: [
      {
        id: "temp-expires",
        enabled: true,
        conditions: { prefix: "temp/" },
        deleteObjectsTransition: { condition: { type: "Age", maxAge: 86_400 } },
      },
      {
        id: "events-expire",
        enabled: true,
        conditions: { prefix: "events/" },
        deleteObjectsTransition: { condition: { type: "Age", maxAge: 30 * 86_400 } },
      },
      {
        id: "cdn-logs-expire",
        enabled: true,
        conditions: { prefix: "cdn-logs/" },
        deleteObjectsTransition: { condition: { type: "Age", maxAge: 30 * 86_400 } },
      },
      {
        id: "incomplete-uploads-end",
        enabled: true,
        conditions: {},
        abortMultipartUploadsTransition: { condition: { type: "Age", maxAge: 86_400 } },
      },
    ],
  });
});

test("the arguments of wrangler", () => {
  const accountId = "0123456789abcdef0123456789abcdef";
  const location = r2LocationOf(`https://${accountId}.r2.cloudflarestorage.com`);
  expect(location).toEqual({ accountId, jurisdiction: null });
  if (!location) return;
  expect(setArguments("cors", "mosis-packages", "cors.json", location)).toEqual(
    "r2 bucket cors set mosis-packages --file cors.json --force".split(" "),
  );
  const european = r2LocationOf(`https://${accountId}.eu.r2.cloudflarestorage.com/`);
  expect(european && listArguments("lifecycle", "b", european)).toEqual(
    "r2 bucket lifecycle list b --jurisdiction eu".split(" "),
  );
});

test("a simulator is no account of R2", () => {
  expect(r2LocationOf("http://127.0.0.1:8787/cdn-cgi/local/r2/s3")).toBeNull();
  expect(
    r2LocationOf("https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com.evil.example"),
  ).toBeNull();
});

test("wrangler's tables are read back", () => {
  const output = [
    "Listing lifecycle rules for bucket 'b'...",
    "name:     temp-expires",
    "enabled:  Yes",
    "prefix:   temp/",
    "action:   Expire objects after 1 days",
    "",
    "name:     events-expire",
    "enabled:  Yes",
    "prefix:   events/",
    "action:   Expire objects after 30 days",
    "",
    "name:     cdn-logs-expire",
    "enabled:  Yes",
    "prefix:   cdn-logs/",
    "action:   Expire objects after 30 days",
    "",
    "name:     incomplete-uploads-end",
    "enabled:  Yes",
    "prefix:   (all prefixes)",
    "action:   Abort incomplete multipart uploads after 1 days",
    "",
  ].join("\n");
  expect(parseListing(output)).toEqual(listed("lifecycle", rules));
});

test("the S3 API says the same, there and back", () => {
  expect(fromS3Cors(toS3Cors(rules.cors))).toEqual(rules.cors);
  const b2 = bucketRules("https://store.example.com", capabilitiesOf({ provider: "b2" })).lifecycle;
  expect(b2).toContainEqual({ id: "hidden-versions-go", prefix: "", removeHiddenAfterDays: 1 });
  const byId = [...b2].sort((one, other) => one.id.localeCompare(other.id));
  expect(fromS3Lifecycle(toS3Lifecycle(b2))).toEqual(byId);
  expect(fromS3Lifecycle(toS3Lifecycle(b2).map((rule) => ({ ...rule, Status: "Disabled" })))).toEqual([]);
});
