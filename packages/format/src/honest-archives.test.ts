import { expect, test } from "vitest";
import { honestArchives } from "./node/testing/honest-archives.ts";
import { inspectBytes } from "./node/testing/zip-builder.ts";

test.each(honestArchives)("an honest archive is accepted %s", async (_, archive) => {
  expect((await inspectBytes(archive)).findings).toEqual([]);
});
