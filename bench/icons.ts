import { execFile } from "node:child_process";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sharpIconRenderer } from "@mosis/worker/render-icons";
import sharp from "sharp";
import type { Measurement } from "./report.ts";
import { mean, median } from "./statistics.ts";

const edge = 1024;
const sizes = [128, 64, 32] as const;
const rounds = 9;
const setsPerRound = 6;
/** By its whole path: other programs named `convert` may come first on PATH. */
const convert = "/usr/bin/convert";

type Pixel = (x: number, y: number) => readonly [red: number, green: number, blue: number, alpha: number];
interface Picture {
  name: string;
  png: Uint8Array;
  file: string;
}
/** Makes the three icons of a picture `times` times over and gives the CPU time of all that, in ms. */
type Contender = (picture: Picture, times: number) => Promise<number>;

/** A repeatable stand-in for a photograph's grain, -12 to 12. */
function grain(x: number, y: number): number {
  const value = Math.sin(x * 12.9898 + y * 78.233) * 43758.5453;
  return (value - Math.floor(value)) * 24 - 12;
}

const pixels: Record<string, Pixel> = {
  photograph: (x, y) => [x / 4 + grain(x, y), y / 4 + grain(y, x), 160 + grain(x + 7, y), 255],
  flat: (x, y) => {
    const tile = (x >> 7) + (y >> 7);
    return tile % 3 === 0 ? [34, 139, 230, 255] : [tile % 2 ? 255 : 18, 184, 134, 255];
  },
  transparent: (x, y) => {
    const distance = Math.hypot(x - edge / 2, y - edge / 2);
    return [x / 4, 90, 255 - y / 4, 255 * (edge / 2 - 8 - distance)];
  },
};

async function draw(folder: string, name: string, pixel: Pixel): Promise<Picture> {
  const raw = new Uint8ClampedArray(edge * edge * 4);
  for (let y = 0; y < edge; y++) {
    for (let x = 0; x < edge; x++) raw.set(pixel(x, y), (y * edge + x) * 4);
  }
  const whole = sharp(raw, { raw: { width: edge, height: edge, channels: 4 } });
  // With row filters and at the highest level, as design tools and PNG optimisers write.
  const png = await (name === "transparent" ? whole : whole.removeAlpha())
    .png({ adaptiveFiltering: true, compressionLevel: 9 })
    .toBuffer();
  const file = join(folder, `${name}.png`);
  await writeFile(file, png);
  return { name, png: Uint8Array.from(png), file };
}

/** Width and height of a PNG that is square, from its header. */
function edgeOf(png: Uint8Array): number {
  const header = Buffer.from(png.subarray(16, 24));
  if (header.readUInt32BE(0) !== header.readUInt32BE(4)) throw new Error("An icon is not square.");
  return header.readUInt32BE(0);
}

function requireSizes(icons: readonly Uint8Array[]): void {
  const made = icons.map(edgeOf);
  if (made.join() !== sizes.join()) throw new Error(`Icons of ${made.join(", ")} px were made.`);
}

async function cpuOf(work: () => Promise<Uint8Array[]>, times: number): Promise<number> {
  const from = process.cpuUsage();
  for (let time = 0; time < times; time++) requireSizes(await work());
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

const ours: Contender = ({ png }, times) =>
  cpuOf(async () => {
    const rendered = await sharpIconRenderer.render(png);
    if (!rendered.ok) throw new Error(rendered.refusal.message);
    return sizes.map((size) => rendered.images[size]);
  }, times);

const threePipelines: Contender = ({ png }, times) =>
  cpuOf(async () => {
    const icons: Uint8Array[] = [];
    for (const size of sizes) icons.push(await sharp(png).resize(size, size).png().toBuffer());
    return icons;
  }, times);

/** One process a picture, which decodes once and writes three files, on one thread as the others are. */
const imageMagick: Contender = async ({ file }, times) => {
  const targets = sizes.map((size) => `${file}.${size}.png`);
  const steps = sizes.flatMap((size, at) => {
    const target = targets[at] ?? "";
    return ["-resize", `${size}x${size}`, ...(at < sizes.length - 1 ? ["-write", target] : [target])];
  });
  // Node does not tell the CPU time of children; bash's `times` does: its second line is theirs, as 0m0.087s 0m0.010s.
  const script = `for ((at = 0; at < ${times}; at++)); do "$@" || exit 1; done; times`;
  const { stdout } = await promisify(execFile)(
    "bash",
    ["-c", script, "bash", convert, file, "-strip", ...steps],
    { env: { MAGICK_THREAD_LIMIT: "1", LC_ALL: "C" } },
  );
  requireSizes(await Promise.all(targets.map((target) => readFile(target))));
  const seconds = Array.from(
    (stdout.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  if (seconds.length !== 2) throw new Error(`The shell told no CPU time: ${stdout}`);
  return (seconds[0] ?? 0) * 1000 + (seconds[1] ?? 0) * 1000;
};

const contenders: Record<string, Contender> = {
  "one decode (ours)": ours,
  "three sharp pipelines": threePipelines,
  ImageMagick: imageMagick,
};

/** Measures what the three icons of a 1024 px PNG cost, in ms of CPU, with the contenders taking turns. */
export async function run(): Promise<Measurement> {
  await access(convert).catch(() => {
    throw new Error(`${convert} is missing: install ImageMagick with \`apt-get install imagemagick\`.`);
  });
  const folder = await mkdtemp(join(tmpdir(), "mosis-bench-"));
  try {
    const pictures = await Promise.all(
      Object.entries(pixels).map(([name, pixel]) => draw(folder, name, pixel)),
    );
    const results = await measure(pictures);
    const cost = (name: string) => median((results[name] ?? []).map((round) => mean(round)));
    const oursCost = cost("one decode (ours)");
    return {
      title: `Icons: ${edge} px PNG to ${sizes.join(", ")} px, CPU ms a set (median of ${rounds} rounds)`,
      columns: ["way", ...pictures.map(({ name }) => name), "mean"],
      rows: Object.entries(results).map(([name, taken]) => [
        name,
        ...pictures.map((_, at) => median(taken.map((round) => round[at] ?? Number.NaN))),
        cost(name),
      ]),
      goals: [
        { name: "CPU against three pipelines", ratio: oursCost / cost("three sharp pipelines"), goal: 0.5 },
        { name: "CPU against ImageMagick", ratio: oursCost / cost("ImageMagick"), goal: 0.33 },
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** For each contender one list a round: CPU ms a set for each picture. The first round warms up and does not count. */
async function measure(pictures: readonly Picture[]): Promise<Record<string, number[][]>> {
  const results: Record<string, number[][]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      const taken: number[] = [];
      for (const picture of pictures) taken.push((await contender(picture, setsPerRound)) / setsPerRound);
      if (round > 0) results[name] = [...(results[name] ?? []), taken];
    }
  }
  return results;
}
