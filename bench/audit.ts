import { rm } from "node:fs/promises";
import { migrate } from "@mosis/db/migrate";
import { makeThrowawayData, openDatabase, startServices } from "@mosis/devstack";
import type { Measurement } from "./report.ts";

const seconds = 5;
const append =
  "INSERT INTO audit_events (at, action, subject_id, data) VALUES (now(), 'job.retried', gen_random_uuid(), '{\"a\": 1}')";

/** Transactions of one entry each, from so many connections at once; gives how many a second were committed. */
async function rate(url: string, lanes: number): Promise<number> {
  const databases = Array.from({ length: lanes }, () => openDatabase(url));
  try {
    await Promise.all(databases.map((database) => database.query("SELECT 1")));
    const until = performance.now() + seconds * 1_000;
    const counts = await Promise.all(
      databases.map(async (database) => {
        let count = 0;
        for (; performance.now() < until; count += 1) await database.query(append);
        return count;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0) / seconds;
  } finally {
    await Promise.all(databases.map((database) => database.close()));
  }
}

/** Measures what the audit log's chain costs at commit: the same entries with and without their links, on real PostgreSQL. */
export async function run(): Promise<Measurement> {
  const dataDir = await makeThrowawayData("bench");
  // As durable as in service: each commit waits for the disk.
  const services = await startServices({ dataDir, only: ["postgres"] });
  const admin = openDatabase(services.databaseUrl);
  try {
    await migrate({ databaseUrl: services.databaseUrl });
    const rows: (string | number)[][] = [];
    const ratios: number[] = [];
    for (const lanes of [1, 8]) {
      const chained = await rate(services.databaseUrl, lanes);
      await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_chained");
      const bare = await rate(services.databaseUrl, lanes);
      await admin.query("ALTER TABLE audit_events ENABLE TRIGGER audit_events_chained");
      rows.push([`${lanes} at once`, bare, chained, (1_000 * lanes) / bare, (1_000 * lanes) / chained]);
      ratios.push(1_000 / chained);
    }
    return {
      title: "Audit log: transactions of one entry, without and with the chain",
      columns: ["what", "without, a second", "with, a second", "without, ms each", "with, ms each"],
      rows,
      goals: [{ name: "ms of the chain's lock for a commit, 8 at once", ratio: ratios[1] ?? 0, goal: 10 }],
    };
  } finally {
    await admin.close();
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
