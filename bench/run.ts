import { readdir } from "node:fs/promises";
import { allMet, type Benchmark, renderMeasurements } from "./report.ts";

/** Files of this folder that are not benchmarks. */
const machinery = new Set(["run.ts", "report.ts", "statistics.ts", "zip-entries.ts"]);

const files = await readdir(import.meta.dirname);
const benches = files
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !machinery.has(file))
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const [name, ...options] = process.argv.slice(2);

if (name === undefined || !benches.includes(name)) {
  if (name !== undefined) console.error(`There is no benchmark named "${name}".`);
  console.error(
    `Start one with \`npm run bench -- NAME\`:\n${benches.map((bench) => `  ${bench}`).join("\n")}`,
  );
  process.exitCode = 1;
} else {
  const { run } = (await import(`./${name}.ts`)) as { run: Benchmark };
  const measured = [await run(options)].flat();
  console.log(renderMeasurements(measured));
  process.exitCode = allMet(measured) ? 0 : 1;
}
