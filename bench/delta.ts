import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { applyDelta, makeDelta } from "@mosis/delta";
import { requireDeltaPrograms } from "@mosis/devstack/delta-programs";
import { type OpenPackage, openPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { buildPairs, type PackagePair } from "./delta/package-pairs.ts";
import type { Goal, Measurement } from "./report.ts";

const packages = join(import.meta.dirname, "../.data/bench-packages");

/** Bytes, and seconds of processor time and on the clock. */
interface Made {
  readonly bytes: number;
  readonly cpu: number;
  readonly wall: number;
}
interface Measured {
  readonly pair: PackagePair;
  readonly full: number;
  readonly ours: Made;
  readonly applied: number;
  readonly zstd: Made;
  readonly xdelta3: Made;
  readonly bsdiff: Made;
}

/** Processor time of the processes that this one has started and that have ended, in s; the kernel counts in hundredths. */
function cpuOfChildren(): number {
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const [user, system] = fields.split(" ").slice(13, 15).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) / 100;
}

async function byProgram(program: string, args: readonly string[], outFile: string): Promise<Made> {
  const cpu = cpuOfChildren();
  const from = performance.now();
  await promisify(execFile)(program, args);
  const wall = (performance.now() - from) / 1000;
  const { size } = await stat(outFile);
  await rm(outFile);
  return { bytes: size, cpu: cpuOfChildren() - cpu, wall };
}

/** Reading both packages, making the delta and trying it: all that the worker does. */
async function byUs(pair: PackagePair, delta: string): Promise<{ ours: Made; applied: number }> {
  const cpu = process.cpuUsage();
  let from = performance.now();
  const made = await makeDelta({ ...pair, delta });
  const wall = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (!made.made) throw new Error(`${pair.name}: ${made.reason}`);
  from = performance.now();
  await applyDelta({ ...pair, ...made, delta });
  const applied = (performance.now() - from) / 1000;
  await rm(delta);
  return {
    ours: { bytes: made.bytes, cpu: (user + system) / 1e6, wall },
    applied,
  };
}

/** The canonical contents as a file, for the programs: put in order here, so that ours is held against the text of the format. */
async function writeContents(file: string, outFile: string): Promise<void> {
  const source = await fileSource(file);
  const opened = await openPackage({ source, codec: nodeCodec });
  if (opened === null) throw new Error(`${file} cannot be read.`);
  const parts = opened.files
    .map(({ path, size }, index) => ({ key: Buffer.from(path), index, bytes: Buffer.alloc(size) }))
    .sort((a, b) => Buffer.compare(a.key, b.key));
  for (const { index, bytes } of parts) await readSound(opened, index, bytes);
  await source.close();
  await writeFile(outFile, Buffer.concat(parts.map(({ bytes }) => bytes)));
}

async function readSound(opened: OpenPackage, index: number, into: Uint8Array): Promise<void> {
  if ((await opened.read(index, into)) === null) throw new Error("A package is damaged.");
}

async function measure(pair: PackagePair, folder: string): Promise<Measured> {
  const { zstd, xdelta3, bsdiff } = requireDeltaPrograms();
  const [base, target, out] = ["base", "target", "out"].map((name) => join(folder, name));
  if (!base || !target || !out) throw new Error("There is no folder.");
  const { ours, applied } = await byUs(pair, out);
  await writeContents(pair.base, base);
  await writeContents(pair.target, target);
  return {
    pair,
    full: (await stat(pair.target)).size,
    ours,
    applied,
    // Its best for patches as its manual has it; the window spans the largest of the contents.
    zstd: await byProgram(zstd, ["-q", "-19", "--long=27", `--patch-from=${base}`, target, "-o", out], out),
    // Its window of the source is 64 MiB unless it is told of more.
    xdelta3: await byProgram(xdelta3, ["-9", "-e", "-B", "134217728", "-s", base, target, out], out),
    bsdiff: await byProgram(bsdiff, [base, target, out], out),
  };
}

/** The ratio over all pairs together, which is the goal, and that of the worst of them. */
function compare(measured: readonly Measured[], what: "bytes" | "cpu"): { all: number; worst: string } {
  const sum = (of: (one: Measured) => number) => measured.reduce((total, one) => total + of(one), 0);
  const ratios = measured.map(({ pair, ours, zstd }) => ({ pair, ratio: ours[what] / zstd[what] }));
  const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0];
  return {
    all: sum(({ ours }) => ours[what]) / sum(({ zstd }) => zstd[what]),
    worst: `${worst?.pair.name} ${worst?.ratio.toFixed(2)}`,
  };
}

/**
 * Measures deltas between five pairs of real releases: what our worker makes, with all it does to make and try it, beside
 * what other programs make of the same contents.
 */
export async function run(options: readonly string[]): Promise<Measurement> {
  requireDeltaPrograms();
  const pairs = (await buildPairs(packages)).filter(
    ({ name }) => options.length === 0 || options.includes(name),
  );
  const folder = await mkdtemp(join(tmpdir(), "mosis-bench-"));
  try {
    const measured: Measured[] = [];
    for (const pair of pairs) measured.push(await measure(pair, folder));
    const size = compare(measured, "bytes");
    const time = compare(measured, "cpu");
    const goals: Goal[] = [
      { name: "bytes against zstd -19, all pairs", ratio: size.all, goal: 1.1 },
      { name: "processor time against zstd -19, all pairs", ratio: time.all, goal: 0.2 },
    ];
    return {
      title:
        "Deltas between two releases, in bytes; s are seconds of processor time, of ours with reading both packages\n" +
        `and trying the delta. Against zstd -19, the worst pair: bytes ${size.worst}, time ${time.worst}.`,
      columns: [
        "pair",
        "package",
        "ours",
        "% of it",
        "s",
        "clock s",
        "apply, clock s",
        "zstd -19",
        "s",
        "xdelta3 -9",
        "s",
        "bsdiff",
        "s",
      ],
      rows: measured.map(({ pair, full, ours, applied, zstd, xdelta3, bsdiff }) => [
        pair.name,
        full,
        ours.bytes,
        (100 * ours.bytes) / full,
        ours.cpu,
        ours.wall,
        applied,
        ...[zstd, xdelta3, bsdiff].flatMap(({ bytes, cpu }) => [bytes, cpu]),
      ]),
      goals,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
