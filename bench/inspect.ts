import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { requireArchivers } from "@mosis/devstack/archivers";
import { buildSamples } from "@mosis/devstack/samples";
import { writePackage } from "@mosis/format/node";
import { childAllocator, childEngine, prepareChild, runChild } from "@mosis/worker/run-child";
import type { Cost } from "./inspect/cost.ts";
import type { Measurement } from "./report.ts";
import { type Entry, entriesOf, repeatPackage } from "./zip-entries.ts";

const rounds = 9;
const samples = join(import.meta.dirname, "../.data/samples");
/** Long enough for a process to have started and loaded its program. */
const startMs = 500;
const peakGoal = 256 * 1024 * 1024;

interface Package {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly entries: readonly Entry[];
}
type Contender = (package_: Package) => Promise<Cost>;

/** 10,000 files of 40 bytes to 6 kB, as source modules are. */
async function writeSmallFiles(file: string): Promise<void> {
  const utf8 = new TextEncoder();
  const manifest = {
    manifest_version: 1,
    id: "com.example.modules",
    name: "Modules",
    version: "1.0.0",
    version_code: 1,
    entry: "modules/0/0.js",
  };
  const modules = Array.from({ length: 10_000 }, (_, at) => ({
    path: `modules/${at % 100}/${at}.js`,
    bytes: utf8.encode(`export const value${at} = ${Math.sin(at)};\n`.repeat(1 + ((at * 7919) % 150))),
  }));
  const files = [{ path: "manifest.json", bytes: utf8.encode(JSON.stringify(manifest)) }, ...modules];
  await writePackage(files, file);
}

/** Processor time of the processes that this one has started and that have ended, in ms; the kernel counts in tens. */
function cpuOfChildren(): number {
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const [user, system] = fields.split(" ").slice(13, 15).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) * 10;
}

async function costOfProcess(work: () => Promise<void>): Promise<Cost> {
  const cpu = cpuOfChildren();
  const wall = performance.now();
  await work();
  return { wall: performance.now() - wall, cpu: cpuOfChildren() - cpu };
}

/** A process like the inspecting one, which stays and does its work on one package after the other. */
function startContender(name: "ours" | "floor"): { run: Contender; stop(): void } {
  const child = fork(join(import.meta.dirname, "inspect/contender.ts"), [name], {
    execArgv: childEngine,
    env: childAllocator,
  });
  const ended = new AbortController();
  child.once("exit", () => ended.abort(new Error(`The process of "${name}" ended.`)));
  const run: Contender = async ({ file }) => {
    child.send(file);
    const [cost] = await once(child, "message", { signal: ended.signal });
    return cost as Cost;
  };
  return { run, stop: () => void child.kill() };
}

const inNewProcess: Contender = ({ file, entries }) =>
  costOfProcess(async () => {
    const { findings, contents } = await runChild(file);
    if (findings.length > 0 || contents.files !== entries.length) throw new Error(`${file} was refused.`);
  });

/** A process waits for each package, as in the worker; what it takes to start is in the processor time alone. */
const asWorker: Contender = async (package_) => {
  const cpu = cpuOfChildren();
  prepareChild();
  await sleep(startMs);
  const { wall } = await inNewProcess(package_);
  return { wall, cpu: cpuOfChildren() - cpu };
};

const program =
  (command: string, ...args: string[]): Contender =>
  ({ file }) =>
    costOfProcess(async () => {
      await promisify(execFile)(command, [...args, file]);
    });

/** The most memory that the inspecting process held at any time, in bytes: the kernel keeps the mark (proc(5), VmHWM). */
async function peakMemory({ file }: Package): Promise<number> {
  let peak = 0;
  const look = () => {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
    for (const child of children) {
      try {
        const status = readFileSync(`/proc/${child}/status`, "utf8");
        peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
      } catch {
        // It ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, 2);
  const { findings } = await runChild(file);
  clearInterval(timer);
  if (findings.length > 0 || peak === 0) throw new Error(`${file} was not inspected.`);
  return peak;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Every contender in turn on every package; the first round warms up and does not count. */
async function measure(
  contenders: Readonly<Record<string, Contender>>,
  packages: readonly Package[],
): Promise<(contender: string, package_: Package) => Cost> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const package_ of packages) {
      for (const [name, contender] of Object.entries(contenders)) {
        const taken = await contender(package_);
        const key = `${name} ${package_.name}`;
        if (round > 0) costs.set(key, [...(costs.get(key) ?? []), taken]);
      }
    }
  }
  return (contender, { name }) => {
    const all = costs.get(`${contender} ${name}`) ?? [];
    return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) };
  };
}

/**
 * Measures the inspection of a large package and of one with many small files: in a process beside the floor in another, and
 * as the worker runs it, in a process that was started ahead, beside the programs of others; and its memory, also on
 * a package of nearly the largest size and number of files.
 */
export async function run(): Promise<Measurement> {
  const { unzip, sevenZip, python } = requireArchivers();
  const folder = await mkdtemp(join(tmpdir(), "mosis-bench-"));
  const ours = startContender("ours");
  const floor = startContender("floor");
  try {
    const cesium = (await buildSamples(samples)).find(({ fileName }) => fileName === "cesium.mosis");
    if (cesium === undefined) throw new Error("The samples have no cesium.mosis.");
    const small = join(folder, "small.mosis");
    await writeSmallFiles(small);
    const giantFile = join(folder, "giant.mosis");
    await repeatPackage(cesium.file, 9, giantFile);
    const open = async (name: string, file: string): Promise<Package> => {
      const { entries, bytes } = await entriesOf(file);
      return { name, file, bytes, entries };
    };
    const large = await open("large", cesium.file);
    const many = await open("many", small);
    const giant = await open("giant", giantFile);

    const contenders = {
      "ours, in a running process": ours.run,
      "floor, in a running process": floor.run,
      "ours, as the worker runs it": asWorker,
      "ours, in a new process": inNewProcess,
      "unzip -t": program(unzip, "-tqq"),
      "7zz t": program(sevenZip, "t", "-tzip", "-bd"),
      "zipfile.testzip": program(
        python,
        "-I",
        "-c",
        "import sys, zipfile; assert zipfile.ZipFile(sys.argv[1]).testzip() is None",
      ),
    };
    const costs = await measure(contenders, [large, many]);
    ours.stop();
    floor.stop();
    const peaks = {
      large: await peakMemory(large),
      many: await peakMemory(many),
      giant: await peakMemory(giant),
    };
    const peak = Math.max(...Object.values(peaks));

    const ratio = (one: keyof typeof contenders, other: keyof typeof contenders) =>
      costs(one, large).wall / costs(other, large).wall;
    const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
    return {
      title:
        `Inspecting ${megabytes(large.bytes)} MB with ${large.entries.length} files (large) and ` +
        `${megabytes(many.bytes)} MB with ${many.entries.length} files (many), median of ${rounds} rounds.\n` +
        `Peak memory of the inspecting process: large ${megabytes(peaks.large)} MB, many ${megabytes(peaks.many)} MB, ` +
        `giant (${megabytes(giant.bytes)} MB, ${giant.entries.length} files) ${megabytes(peaks.giant)} MB.`,
      columns: ["way", "large ms", "CPU ms", "MB/s", "many ms", "CPU ms", "MB/s"],
      rows: Object.keys(contenders).map((name) => [
        name,
        ...[large, many].flatMap((package_) => {
          const { wall, cpu } = costs(name, package_);
          return [wall, cpu, package_.bytes / 1000 / wall];
        }),
      ]),
      goals: [
        {
          name: "large against the floor",
          ratio: ratio("ours, in a running process", "floor, in a running process"),
          goal: 1.2,
        },
        {
          name: "large against unzip -t",
          ratio: ratio("ours, as the worker runs it", "unzip -t"),
          goal: 0.55,
        },
        { name: "large against 7zz t", ratio: ratio("ours, as the worker runs it", "7zz t"), goal: 1.1 },
        { name: "peak memory against 256 MiB", ratio: peak / peakGoal, goal: 1 },
      ],
    };
  } finally {
    ours.stop();
    floor.stop();
    await rm(folder, { recursive: true });
  }
}
