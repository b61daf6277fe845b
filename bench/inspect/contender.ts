import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { entriesOf } from "../zip-entries.ts";
import type { Cost } from "./cost.ts";

// A process of its own: told a file's name, it does its work on it and says what that took.
const work = { ours, floor }[process.argv[2] ?? ""];
if (!work || !process.send) throw new Error("started without a parent, or without the name of what to do");

process.on("message", async (file: string) => {
  const prepared = await entriesOf(file);
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work(file, prepared.entries);
  const { user, system } = process.cpuUsage(cpu);
  const cost: Cost = { wall: performance.now() - wall, cpu: (user + system) / 1000 };
  process.send?.(cost);
});

async function ours(file: string): Promise<void> {
  const source = await fileSource(file);
  const { ok } = await inspectPackage({ source, codec: nodeCodec });
  await source.close();
  if (!ok) throw new Error(`${file} was refused.`);
}

/** What must be done in any case, in the fastest way Node has: all entries are read, inflated, checked and hashed. */
async function floor(file: string, entries: Awaited<ReturnType<typeof entriesOf>>["entries"]): Promise<void> {
  const bytes = readFileSync(file);
  let hashed = 0;
  for (const { data, compressedSize, size, crc, stored } of entries) {
    const packed = bytes.subarray(data, data + compressedSize);
    const options = { chunkSize: Math.max(64, size + 1), maxOutputLength: Math.max(1, size) };
    const unpacked = stored ? packed : inflateRawSync(packed, options);
    if (crc32(unpacked) !== crc) throw new Error(`${file} has a damaged entry.`);
    hashed += hash("sha256", unpacked, "hex").length;
  }
  if (hashed !== entries.length * 64) throw new Error("Not every entry was hashed.");
}
