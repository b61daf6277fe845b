import { type Finding, repairOf } from "@mosis/domain";

const columns: readonly (readonly [name: string, of: (finding: Finding) => unknown])[] = [
  ["kind", ({ kind }) => kind],
  ["key", ({ key }) => key],
  ["storage_upload_id", ({ storageUploadId }) => storageUploadId],
  ["object_kind", ({ objectKind }) => objectKind],
  ["expected_size", ({ expected }) => expected.size],
  ["expected_etag", ({ expected }) => expected.etag],
  ["expected_sha256", ({ expected }) => expected.sha256],
  ["found_size", ({ found }) => found.size],
  ["found_etag", ({ found }) => found.etag],
  ["found_sha256", ({ found }) => found.sha256],
  ["modified_at", ({ modifiedAt }) => modifiedAt?.toISOString()],
  ["repair", repairOf],
  ["outcome", ({ outcome }) => outcome],
  ["note", ({ note }) => note],
  ["settled_at", ({ settledAt }) => settledAt?.toISOString()],
];

/**
 * One field (RFC 4180 §2). Keys come from a bucket that others write to: a spreadsheet would take one that begins like a
 * formula for a formula, so that such a field begins with an apostrophe.
 */
function field(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const line = (values: readonly unknown[]): string => `${values.map(field).join(",")}\r\n`;

/** Findings as CSV, made batch by batch as it is read. */
export function findingsCsv(batches: AsyncIterable<Finding[]>): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  const iterator = batches[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(utf8.encode(line(columns.map(([name]) => name))));
      },
      async pull(controller) {
        const { value, done } = await iterator.next();
        if (done) return controller.close();
        const text = value.map((finding) => line(columns.map(([, of]) => of(finding)))).join("");
        controller.enqueue(utf8.encode(text));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    // Nothing is read before somebody takes it.
    { highWaterMark: 1 },
  );
}
