import { join, relative } from "node:path";
import { repositoryRoot } from "../repository-root.ts";
import { buildSamples } from "../samples/build-samples.ts";

const folder = join(repositoryRoot, ".data/samples");
const since = performance.now();
const samples = await buildSamples(folder);

const rows = samples.map(({ fileName, bytes, app, expected, about }) => [
  fileName,
  `${(bytes / 1_000_000).toFixed(bytes < 100_000 ? 3 : 1)} MB`,
  app === null ? `refused: ${expected}` : `${app.id} ${app.version} (${app.versionCode})`,
  about,
]);
const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const [name = "", size = "", verdict = "", about = ""] of rows) {
  const [first = 0, second = 0, third = 0] = widths;
  console.log(`${name.padEnd(first)}  ${size.padStart(second)}  ${verdict.padEnd(third)}  ${about}`);
}
const seconds = ((performance.now() - since) / 1000).toFixed(1);
console.log(`\n${samples.length} packages in ${relative(process.cwd(), folder) || "."}, ${seconds} s`);
