import { text } from "node:stream/consumers";
import { createDatabase } from "@mosis/db";
import type { S3Connection } from "@mosis/devstack";
import {
  type AppId,
  addDays,
  cdnLogsPrefix,
  type Day,
  everyObject,
  importLogs,
  system,
  systemClock,
} from "@mosis/domain";
import { createObjectStore, unpackGzip } from "@mosis/storage";
import type { Measured } from "../stats.ts";
import { sampleId } from "./log-lines.ts";

// A process that does one thing and says how long it took and how much memory it held at most.

const [what] = process.argv.slice(2);
const given = JSON.parse(await text(process.stdin)) as { s3: S3Connection; databaseUrl: string; day: Day };
const objects = createObjectStore({ provider: "r2", ...given.s3 });

/** What cannot be done without: the same objects read, unpacked and parsed, a line after the other. */
async function parse(): Promise<number> {
  let lines = 0;
  for await (const { key } of everyObject(objects, { prefix: cdnLogsPrefix })) {
    const { stream } = await objects.read(key);
    const decoder = new TextDecoder();
    let rest = "";
    for await (const piece of unpackGzip(stream)) {
      const parts = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) if (JSON.parse(line) !== null) lines += 1;
    }
  }
  return lines;
}

async function withDatabase(
  work: (db: ReturnType<typeof createDatabase>) => Promise<number>,
): Promise<number> {
  const db = createDatabase({
    url: given.databaseUrl,
    onConnectionError: (error) => {
      throw error;
    },
  });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** The worker's own job, again and again until no log is left. */
const read = () =>
  withDatabase(async (db) => {
    let lines = 0;
    for (;;) {
      const imported = await importLogs({ db, objects, clock: systemClock, unpack: unpackGzip });
      if (imported.refused > 0) throw new Error("a log was refused");
      if (imported.files === 0) return lines;
      lines += imported.lines;
    }
  });

const rebuild = () =>
  withDatabase(async (db) => {
    const rebuilt = await db.rawDownloads.rebuild(given.day);
    if (rebuilt?.differed !== 0)
      throw new Error(`summing up again gave other sums: ${JSON.stringify(rebuilt)}`);
    return rebuilt.downloads;
  });

/** All three reads of the statistics page, some times; gives the rows of sums that they are made of. */
const charts = () =>
  withDatabase(async ({ queries }) => {
    const app = sampleId(2, 0) as AppId;
    const span = { from: addDays(given.day, -364), to: given.day, versionCode: null };
    for (let run = 0; run <= chartRuns; run += 1) {
      // The first connects.
      if (run === 1) began = performance.now();
      await Promise.all([
        queries.readDownloadSums(system, app, span, "week"),
        queries.readVersionDownloads(system, app, span, 50),
        queries.readCountryDownloads(system, app, span),
      ]);
    }
    return 1;
  });

const chartRuns = 20;
const work = { parse, import: read, rebuild, charts }[what as "parse"];
let began = performance.now();
const lines = await work();
const measured: Measured = {
  seconds: (performance.now() - began) / 1000 / (what === "charts" ? chartRuns : 1),
  // Kilobytes, on Linux and macOS alike in Node.
  peakBytes: process.resourceUsage().maxRSS * 1024,
  lines,
};
process.stdout.write(JSON.stringify(measured));
