import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "@mosis/db/migrate";
import { makeThrowawayData, openDatabase, repositoryRoot, startServices } from "@mosis/devstack";
import { objectKeys } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import type { Measurement } from "./report.ts";

/** Objects in the bucket and rows in the ledger, in the smaller and the larger store. */
const sizes = [10_000, 100_000] as const;
/** PUTs at once while the bucket is filled. */
const width = 32;

export type Measured = { seconds: number; peakBytes: number; objects: number };

type Services = Awaited<ReturnType<typeof startServices<"postgres" | "edge">>>;

const keyOf = (at: number): string => {
  const id = (kind: number) => `00000000-0000-4000-8000-${String(kind).padStart(12, "0")}`;
  return objectKeys.package({
    founderId: id(at % 97) as never,
    appId: id(at % 9_973) as never,
    versionCode: at + 1,
  });
};

/** Puts objects of one byte, the cheapest there are, and the rows that belong to them; gives the seconds it took. */
async function fill({ s3, databaseUrl }: Services, from: number, to: number): Promise<number> {
  const began = performance.now();
  const store = createObjectStore({ provider: "r2", ...s3 });
  let next = from;
  let etag = "";
  const lane = async () => {
    for (let at = next++; at < to; at = next++) {
      const body = { bytes: new Uint8Array([1]), contentType: "text/plain", cacheControl: "no-store" };
      ({ etag } = await store.put({ key: keyOf(at), ...body }));
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  const database = openDatabase(databaseUrl);
  try {
    for (let start = from; start < to; start += 10_000) {
      const keys = Array.from({ length: Math.min(10_000, to - start) }, (_, at) => keyOf(start + at));
      await database.query(
        `INSERT INTO objects (key, kind, app_id, developer_id, status, size, etag, created_at, updated_at)
         SELECT key, 'package', gen_random_uuid(), gen_random_uuid(), 'stored', 1, $2, now(), now()
         FROM unnest($1::text[]) key`,
        [keys, etag],
      );
    }
    await database.query("ANALYZE objects");
  } finally {
    await database.close();
  }
  return (performance.now() - began) / 1000;
}

/**
 * Little room for what is done with: without a bound a process collects its garbage when it likes to, and its peak says
 * how long it ran. What it truly holds does not fit into less.
 */
const heapLimits = ["--max-old-space-size=48", "--max-semi-space-size=4"];

/** Runs `bench/inventory/measured.ts` in a process of its own, so that its peak is that of nothing else. */
function measure({ s3, databaseUrl }: Services, what: "inventory" | "listing"): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const program = join(import.meta.dirname, "inventory/measured.ts");
    const child = spawn(process.execPath, [...heapLimits, program, what], {
      cwd: repositoryRoot,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve(JSON.parse(output) as Measured);
      else reject(new Error(`The measured process ended with ${code}.`));
    });
    child.stdin.end(JSON.stringify({ s3, databaseUrl }));
  });
}

/**
 * Measures a whole comparison of bucket and ledger on real PostgreSQL and local R2, beside the bare listing of the same
 * bucket, and its peak memory for a store and for one ten times as large. Without options 10,000 and 100,000 objects;
 * `-- inventory 300 3000` takes others.
 */
export async function run(options: readonly string[]): Promise<Measurement> {
  const [small, large] = options.length === 2 ? options.map(Number) : sizes;
  if (!small || !large || !(small < large))
    throw new Error("Give two numbers of objects, the smaller first.");
  const dataDir = await makeThrowawayData("bench");
  const services = await startServices({ dataDir, only: ["postgres", "edge"] });
  try {
    await migrate({ databaseUrl: services.databaseUrl });
    const rows: (string | number)[][] = [];
    const results: { listing: Measured; inventory: Measured }[] = [];
    let [filled, filling] = [0, 0];
    for (const size of [small, large]) {
      filling += await fill(services, filled, size);
      filled = size;
      const listing = await measure(services, "listing");
      const inventory = await measure(services, "inventory");
      for (const { objects } of [listing, inventory])
        if (objects !== size) throw new Error(`${objects} objects were looked at, of ${size}.`);
      results.push({ listing, inventory });
      const row = (name: string, { seconds, peakBytes }: Measured) => [
        name,
        size,
        seconds,
        size / seconds,
        peakBytes / 1e6,
      ];
      rows.push(row("bare listing", listing), row("inventory", inventory));
    }
    rows.push(["filling bucket and ledger", large, filling, large / filling, "–"]);
    const [first, second] = results;
    if (!first || !second) throw new Error("nothing was measured");
    return {
      title: "Inventory: bucket against ledger, every page confirmed and recorded",
      columns: ["what", "objects", "seconds", "objects per second", "peak MB"],
      rows,
      goals: [
        {
          name: `peak memory, ${large} against ${small} objects`,
          ratio: second.inventory.peakBytes / first.inventory.peakBytes,
          goal: 1.2,
        },
        {
          name: "time against the bare listing",
          ratio: second.inventory.seconds / second.listing.seconds,
          goal: 2,
        },
      ],
    };
  } finally {
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
