import { expect, test } from "vitest";
import { requireServerVersion } from "./server-version.ts";

test.each(["17.0", "18.1 (Debian 18.1-1.pgdg12+1)", "19devel"])("works with PostgreSQL %s", (version) => {
  expect(() => requireServerVersion(version)).not.toThrow();
});

test.each(["16.11", "9.6.24", "unknown"])("names what is needed instead of PostgreSQL %s", (version) => {
  expect(() => requireServerVersion(version)).toThrow(
    `PostgreSQL ${version}. Mosis needs PostgreSQL 17 or later`,
  );
});
