import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { migrate } from "@mosis/db/migrate";
import { makeThrowawayData, openDatabase, repositoryRoot, startServices } from "@mosis/devstack";
import { cdnLogsPrefix, dayOf } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import type { Measurement } from "./report.ts";
import { apps, logLine, sampleId, versionsOfApp } from "./stats/log-lines.ts";

const wholeSize = 10_000_000;
/** Lines of a log: what Logpush writes at most. */
const linesOfLog = 100_000;

export type Measured = { seconds: number; peakBytes: number; lines: number };

type Services = Awaited<ReturnType<typeof startServices<"postgres" | "edge">>>;

/** The apps and versions that the logs are about. */
async function fillStore(databaseUrl: string): Promise<void> {
  const database = openDatabase(databaseUrl);
  try {
    const [person, account] = [sampleId(3, 0), sampleId(1, 0)];
    await database.query("INSERT INTO developers (id, name, created_at) VALUES ($1, 'Bench', now())", [
      account,
    ]);
    await database.query("INSERT INTO users (id, name, created_at) VALUES ($1, 'Bench', now())", [person]);
    await database.query(
      `INSERT INTO apps (id, developer_id, package_id, name, summary, description, category, created_at, updated_at)
       SELECT ('0190a002-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, 'com.example.bench' || n, 'App ' || n, '', '',
         'productivity', now(), now() FROM generate_series(0, $2::int - 1) n`,
      [account, apps],
    );
    await database.query(
      `WITH made AS (
         INSERT INTO uploads (id, app_id, developer_id, created_by, kind, file_name, size, sha256, status, status_changed_at,
           created_at, expires_at)
         SELECT gen_random_uuid(), a.id, $1, $2, 'package', 'a.mosis', 5242880, encode(sha256((a.id::text || code)::bytea), 'hex'),
           'consumed', now(), now(), now() FROM apps a, generate_series(1, $3::int) code
         RETURNING id, app_id
       )
       INSERT INTO versions (id, app_id, developer_id, upload_id, created_by, status, status_changed_at, version_code,
         file_name, size, sha256, manifest, submitted_at, published_at, created_at)
       SELECT gen_random_uuid(), app_id, $1, id, $2, 'published', now(), row_number() OVER (PARTITION BY app_id), 'a.mosis',
         5242880, repeat('a', 64), '{"manifest_version": 1, "version": "1.0.0"}', now(), now(), now() FROM made`,
      [account, person, versionsOfApp],
    );
    await database.query("ANALYZE");
  } finally {
    await database.close();
  }
}

/** Puts logs of these lines into the bucket, and the rows they are as a file for COPY. */
async function writeLogs(
  { s3 }: Services,
  { from, to, day, rows }: { from: number; to: number; day: string; rows: string },
): Promise<number> {
  const store = createObjectStore({ provider: "r2", ...s3 });
  const file = createWriteStream(rows, { flags: "a" });
  let bytes = 0;
  for (let start = from; start < to; start += linesOfLog) {
    const lines = Array.from({ length: Math.min(linesOfLog, to - start) }, (_, at) =>
      logLine(start + at, day),
    );
    const body = gzipSync(`${lines.join("\n")}\n`, { level: 6 });
    bytes += body.length;
    const key = `${cdnLogsPrefix}${day}/${String(start).padStart(9, "0")}.log.gz`;
    await store.put({ key, bytes: body, contentType: "application/gzip", cacheControl: "no-store" });
    const text = lines.map((line, at) => {
      const { EdgeStartTimestamp, EdgeResponseBytes, ClientCountry } = JSON.parse(line);
      const app = sampleId(2, (start + at) % apps);
      return `${EdgeStartTimestamp}\t${start + at}\t${EdgeResponseBytes}\t0\t${app}\t1\tpackage\tunknown\tdevice\tt\tf\tt\t${ClientCountry}\n`;
    });
    if (!file.write(text.join(""))) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  return bytes;
}

/** PostgreSQL's own way to take rows, into a table without an index. */
async function copyRows(databaseUrl: string, rows: string): Promise<Measured> {
  const database = openDatabase(databaseUrl);
  try {
    await database.query("CREATE TABLE statistics.floor (LIKE statistics.downloads)");
    const began = performance.now();
    // The server reads the file itself: no program's time is in it.
    await database.query(`COPY statistics.floor FROM '${rows}'`);
    const seconds = (performance.now() - began) / 1000;
    const [counted] = await database.query<{ lines: number }>(
      "SELECT count(*)::int AS lines FROM statistics.floor",
    );
    await database.query("DROP TABLE statistics.floor");
    return { seconds, peakBytes: 0, lines: counted?.lines ?? 0 };
  } finally {
    await database.close();
  }
}

/** What the single downloads take, with their index. */
async function roomOf(databaseUrl: string): Promise<{ rows: number; bytes: number }> {
  const database = openDatabase(databaseUrl);
  try {
    const [room] = await database.query<{ rows: number; bytes: number }>(
      `SELECT (SELECT count(*) FROM statistics.downloads)::float8 AS rows,
         (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
           WHERE inhparent = 'statistics.downloads'::regclass)::float8 AS bytes`,
    );
    if (!room) throw new Error("nothing was measured");
    return room;
  } finally {
    await database.close();
  }
}

/** A year of an app with ten versions in use and sixty countries, each day; gives the number of rows. */
async function fillYear(databaseUrl: string, day: string): Promise<number> {
  const database = openDatabase(databaseUrl);
  try {
    const days = "SELECT ($2::date - n) AS day FROM generate_series(1, 364) n";
    const sums = await database.query(
      `INSERT INTO download_days (app_id, day, version_code, part, downloads, bytes, saved_bytes, failures)
       SELECT $1, d.day, v, part, 1000, 1, 0, 1 FROM (${days}) d, generate_series(1, 10) v,
         (VALUES ('package'), ('delta')) p (part) RETURNING 1`,
      [sampleId(2, 0), day],
    );
    const countries = await database.query(
      `INSERT INTO download_countries (app_id, day, country, version_code, downloads)
       SELECT $1, d.day, chr(65 + c / 26) || chr(65 + c % 26), v, 100 FROM (${days}) d, generate_series(1, 10) v,
         generate_series(1, 60) c RETURNING 1`,
      [sampleId(2, 0), day],
    );
    await database.query("VACUUM ANALYZE download_days, download_countries");
    return sums.length + countries.length;
  } finally {
    await database.close();
  }
}

/** Runs `bench/stats/measured.ts` in a process of its own, so that its peak is that of nothing else. */
function measure(
  { s3, databaseUrl }: Services,
  what: "parse" | "import" | "rebuild" | "charts",
  day: string,
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const program = join(import.meta.dirname, "stats/measured.ts");
    const child = spawn(process.execPath, ["--max-old-space-size=128", program, what], {
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
    child.stdin.end(JSON.stringify({ s3, databaseUrl, day }));
  });
}

/**
 * Imports the logs of ten million requests, from local R2 into real PostgreSQL by the worker's own job: a tenth of them
 * by one process, the rest by another, so that the peaks say whether memory grows with the logs. Beside it what cannot be
 * done without: the same logs unpacked and parsed, and as many rows taken by COPY. In the end the day is summed up again,
 * which has to give the same. `-- stats 1000000` takes another number.
 */
export async function run(options: readonly string[]): Promise<readonly Measurement[]> {
  const size = options.length === 0 ? wholeSize : Number(options[0]);
  if (!Number.isInteger(size) || size < 10) throw new Error("Give a number of requests, 10 at least.");
  const day = dayOf(new Date());
  const dataDir = await makeThrowawayData("bench");
  const services = await startServices({ dataDir, only: ["postgres", "edge"] });
  const exchange = join(dataDir, "rows");
  try {
    await migrate({ databaseUrl: services.databaseUrl });
    await fillStore(services.databaseUrl);
    await mkdir(exchange);
    await chmod(exchange, 0o755);
    const rows = join(exchange, "rows.tsv");
    const part = Math.floor(size / 10);

    const write = (from: number, to: number) => writeLogs(services, { from, to, day, rows });
    let bytes = await write(0, part);
    const parsed = [await measure(services, "parse", day)];
    const imported = [await measure(services, "import", day)];
    bytes += await write(part, size);
    parsed.push(await measure(services, "parse", day));
    imported.push(await measure(services, "import", day));
    const copied = await copyRows(services.databaseUrl, rows);
    const rebuilt = await measure(services, "rebuild", day);
    const room = await roomOf(services.databaseUrl);
    const year = await fillYear(services.databaseUrl, day);
    const charts = await measure(services, "charts", day);

    const sum = (all: readonly Measured[]) => ({
      seconds: all.reduce((seconds, one) => seconds + one.seconds, 0),
      lines: all.reduce((lines, one) => lines + one.lines, 0),
    });
    const [floor, whole] = [sum(parsed), sum(imported)];
    for (const { lines } of [floor, whole, copied])
      if (lines !== size) throw new Error(`${lines} requests were read, of ${size}.`);
    const [first, second] = imported;
    if (!first || !second) throw new Error("nothing was measured");
    const row = (name: string, { seconds, lines, peakBytes }: Measured) => [
      name,
      lines,
      seconds,
      lines / seconds,
      peakBytes > 0 ? Math.round(peakBytes / 1e6) : "–",
    ];
    const importing: Measurement = {
      title: `Download statistics: ${size.toLocaleString("en")} requests in gzip logs of ${linesOfLog.toLocaleString("en")} lines, ${Math.round(bytes / 1e6)} MB on local R2`,
      columns: ["what", "requests", "seconds", "requests per second", "peak MB"],
      rows: [
        row("floor: gunzip and JSON.parse", {
          ...floor,
          peakBytes: Math.max(...parsed.map((one) => one.peakBytes)),
        }),
        row("floor: COPY into a table without an index", copied),
        row("import, the first tenth", first),
        row("import, the rest", second),
        row("import, all", { ...whole, peakBytes: Math.max(first.peakBytes, second.peakBytes) }),
        row("the day summed up again", rebuilt),
      ],
      goals: [
        {
          name: "import against parsing and COPY together",
          ratio: whole.seconds / (floor.seconds + copied.seconds),
          goal: 3,
        },
        {
          name: "peak memory, nine tenths against one",
          ratio: second.peakBytes / first.peakBytes,
          goal: 1.25,
        },
      ],
    };
    const reading: Measurement = {
      title: "Charts of a year: an app with 10 versions and 60 countries a day",
      columns: ["what", "rows", "milliseconds"],
      rows: [["all numbers of the page", year, charts.seconds * 1000]],
      goals: [{ name: "charts of a year against 200 ms", ratio: charts.seconds / 0.2, goal: 1 }],
    };
    const keeping: Measurement = {
      title: "Room that single downloads take, for each of the four open days",
      columns: ["what", "rows", "bytes a row", "GB at 100 million a day"],
      rows: [
        ["a day's partition with its index", room.rows, room.bytes / room.rows, room.bytes / room.rows / 10],
      ],
      goals: [],
    };
    return [importing, reading, keeping];
  } finally {
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
