import type { Finding, InventoryRunId } from "@mosis/domain";
import { expect, test } from "vitest";
import { findingsCsv } from "./findings-csv.ts";

const nothing = { size: null, etag: null, sha256: null };
const finding = (key: string): Finding => ({
  id: 1n,
  runId: "r" as InventoryRunId,
  kind: "orphan",
  key,
  storageUploadId: "",
  objectKind: null,
  expected: nothing,
  found: { size: 5, etag: "e1", sha256: null },
  modifiedAt: new Date(0),
  outcome: "skipped",
  note: "changed",
  settledAt: null,
});

test("a finding is a line, and no key can break out of its field or be a formula", async () => {
  async function* batches() {
    yield [finding("a/b")];
    yield [finding('x,"y"\nz'), finding('=HYPERLINK("http://evil")')];
  }
  const csv = await new Response(findingsCsv(batches())).text();
  const [head, ...lines] = csv.split("\r\n");
  expect(head).toMatch(/^kind,key,storage_upload_id,/);
  expect(lines).toEqual([
    "orphan,a/b,,,,,,5,e1,,1970-01-01T00:00:00.000Z,quarantine,skipped,changed,",
    'orphan,"x,""y""\nz",,,,,,5,e1,,1970-01-01T00:00:00.000Z,quarantine,skipped,changed,',
    'orphan,"\'=HYPERLINK(""http://evil"")",,,,,,5,e1,,1970-01-01T00:00:00.000Z,quarantine,skipped,changed,',
    "",
  ]);
});
