import { bytesSource, inspectPackage } from "@mosis/format";
import { nodeCodec } from "@mosis/format/node";
import { expect, test } from "vitest";
import { makeWebAppPackage } from "./web-app-package.ts";

const options = { packageId: "com.example.measured", versionCode: 3, size: 3_000_000 };

test("a package is sound, as large as asked, and unpacks to about twice its size", async () => {
  const { bytes } = await makeWebAppPackage(options);
  expect(bytes.length).toBeGreaterThan(options.size * 0.9);
  expect(bytes.length).toBeLessThanOrEqual(options.size);
  const { manifest, findings, totals } = await inspectPackage({
    source: bytesSource(bytes),
    codec: nodeCodec,
  });
  expect(findings).toEqual([]);
  expect(manifest).toMatchObject({ id: options.packageId, version_code: 3 });
  expect(totals.uncompressedBytes / bytes.length).toBeGreaterThan(1.7);
  expect(totals.uncompressedBytes / bytes.length).toBeLessThan(2.3);
});

test("the same arguments give the same bytes, and another version code gives others", async () => {
  const { sha256 } = await makeWebAppPackage(options);
  expect((await makeWebAppPackage(options)).sha256).toBe(sha256);
  expect((await makeWebAppPackage({ ...options, versionCode: 4 })).sha256).not.toBe(sha256);
});
