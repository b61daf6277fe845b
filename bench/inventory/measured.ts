import { text } from "node:stream/consumers";
import { createDatabase } from "@mosis/db";
import type { S3Connection } from "@mosis/devstack";
import { everyObject, newId, systemClock, takeInventory } from "@mosis/domain";
import { createObjectStore } from "@mosis/storage";
import type { Measured } from "../inventory.ts";

// A process that does one thing and says how long it took and how much memory it held at most.

const [what] = process.argv.slice(2);
const given = JSON.parse(await text(process.stdin)) as { s3: S3Connection; databaseUrl: string };
const objects = createObjectStore({ provider: "r2", ...given.s3 });

async function list(): Promise<number> {
  let count = 0;
  for await (const _ of everyObject(objects)) count += 1;
  return count;
}

async function compare(): Promise<number> {
  const db = createDatabase({
    url: given.databaseUrl,
    onConnectionError: (error) => {
      throw error;
    },
  });
  try {
    const id = newId<"inventory-run">();
    await db.inventory.start({ id, startedBy: null, minAgeMs: 0, sampleSize: 0 });
    for (;;) {
      const run = await db.inventory.find(id);
      if (run?.status !== "running") {
        if (run?.counts.findings !== 0) throw new Error("a sound store has findings");
        return run.counts.objects;
      }
      await takeInventory({ db, objects, clock: systemClock }, { runId: id, slice: run.slice });
    }
  } finally {
    await db.close();
  }
}

const began = performance.now();
const count = what === "listing" ? await list() : await compare();
const measured: Measured = {
  seconds: (performance.now() - began) / 1000,
  // Kilobytes, on Linux and macOS alike in Node.
  peakBytes: process.resourceUsage().maxRSS * 1024,
  objects: count,
};
process.stdout.write(JSON.stringify(measured));
