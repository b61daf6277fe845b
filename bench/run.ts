import { readdir } from "node:fs/promises";
import { isMet, type Measurement, renderMeasurement } from "./report.ts";

/** Files of this folder that are not benchmarks. */
const machinery = new Set(["run.ts", "report.ts", "zip-entries.ts"]);

const files = await readdir(import.meta.dirname);
const benches = files
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !machinery.has(file))
  .map((file) => file.slice(0, -".ts".length))
  .sort();
const [name] = process.argv.slice(2);

if (name === undefined || !benches.includes(name)) {
  if (name !== undefined) console.error(`There is no benchmark named "${name}".`);
  console.error(
    `Start one with \`npm run bench -- NAME\`:\n${benches.map((bench) => `  ${bench}`).join("\n")}`,
  );
  process.exitCode = 1;
} else {
  const bench = (await import(`./${name}.ts`)) as { run: () => Promise<Measurement> };
  const measurement = await bench.run();
  console.log(renderMeasurement(measurement));
  process.exitCode = measurement.goals.every(isMet) ? 0 : 1;
}
