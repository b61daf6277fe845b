import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@mosis/db/migrate";
import {
  type BigStoreSize,
  createDatabase,
  fillBigStore,
  makeThrowawayData,
  openDatabase,
  repositoryRoot,
  s3Variables,
  startServices,
} from "@mosis/devstack";
import type { Measurement } from "./report.ts";

/** The smaller one is large enough for the collector of garbage to have reached what it lets stand. */
const sizes: BigStoreSize[] = [
  { apps: 5_000, versions: 50_000, days: 730 },
  { apps: 20_000, versions: 200_000, days: 730 },
];
/** Memory may not grow with the store: that of four times as many rows, against that of the smaller one. */
const mostGrowth = 1.2;

interface Taken {
  seconds: number;
  /** The most the process ever held, MB. */
  peak: number;
}

/** Measures backup and restore of the database of a store, as their commands are run, by time and memory. */
export async function run(): Promise<Measurement> {
  const dataDir = await makeThrowawayData("bench");
  const services = await startServices({ dataDir, durable: false });
  const folder = mkdtempSync(join(tmpdir(), "mosis-bench-backup-"));
  try {
    const rows: (string | number)[][] = [];
    const peaks: { backup: number[]; restore: number[] } = { backup: [], restore: [] };
    for (const [index, size] of sizes.entries()) {
      const source = await createDatabase(services.databaseUrl, `source_${index}`);
      await migrate({ databaseUrl: source });
      const database = openDatabase(source);
      await fillBigStore(database, size);
      const [held] = await database.query<{ bytes: string }>(
        "SELECT pg_database_size(current_database()) AS bytes",
      );
      await database.close();
      const target = await createDatabase(services.databaseUrl, `target_${index}`);
      const to = join(folder, String(index));
      const variables = { ...s3Variables(services.s3), STORAGE_PROVIDER: "r2" };
      const backup = await take("backup", [to], { ...variables, DATABASE_URL: source });
      const restore = await take("restore", [to], { ...variables, DATABASE_URL: target });
      peaks.backup.push(backup.peak);
      peaks.restore.push(restore.peak);
      const written = readdirSync(to, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
      for (const [name, { seconds, peak }] of Object.entries({ backup, restore })) {
        const store = `${size.versions.toLocaleString("en")} versions, ${Math.round(Number(held?.bytes) / 1e6)} MB`;
        rows.push([name, store, seconds.toFixed(1), Math.round(peak), (written / 1e6).toFixed(1)]);
      }
    }
    return {
      title: "Backup and restore of a store's database by their commands",
      columns: ["command", "store", "s", "most memory MB", "backup MB"],
      rows,
      goals: (["backup", "restore"] as const).map((name) => ({
        name: `${name}: memory over four times as many versions`,
        ratio: (peaks[name][1] ?? 0) / (peaks[name][0] ?? 1),
        goal: mostGrowth,
      })),
    };
  } finally {
    await services.stop();
    for (const each of [folder, dataDir]) rmSync(each, { recursive: true, force: true });
  }
}

async function take(
  command: "backup" | "restore",
  args: string[],
  env: Record<string, string>,
): Promise<Taken> {
  const program = join(repositoryRoot, `apps/worker/src/commands/${command}.ts`);
  const began = performance.now();
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-2_000);
  });
  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, 50);
  const [code] = (await once(child, "exit")) as [number];
  clearInterval(watching);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`);
  return { seconds: (performance.now() - began) / 1000, peak };
}

/** By Linux' own account of the process, MB; 0 once it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}
