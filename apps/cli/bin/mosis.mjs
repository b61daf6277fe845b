#!/usr/bin/env node
import { existsSync } from "node:fs";

// Runs on whatever Node there is, so that one that is too old gets a sentence and not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`mosis needs Node.js 22.18 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}
// A packed program holds one bundled file; in the repository the sources themselves run.
const bundle = new URL("../dist/mosis.mjs", import.meta.url);
const sources = new URL("../src/main.ts", import.meta.url);
const { run } = await import((existsSync(sources) ? sources : bundle).href);
process.exitCode = await run(process.argv.slice(2));
