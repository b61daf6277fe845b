import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../..");
const schemaFile = join(root, "prisma/schema.prisma");
const stampFile = join(import.meta.dirname, "../generated/.stamp");

/** Changes with the schema and with the version of the generator, the two things the output depends on. */
async function currentStamp(generatorVersion: string): Promise<string> {
  const schema = await readFile(schemaFile);
  return createHash("sha256").update(schema).update(generatorVersion).digest("hex");
}

const require = createRequire(import.meta.url);
const { version } = require("prisma/package.json") as { version: string };
const stamp = await currentStamp(version);
const previous = await readFile(stampFile, "utf8").catch(() => undefined);
if (previous !== stamp) {
  const prisma = join(require.resolve("prisma/package.json"), "../build/index.js");
  const result = spawnSync(process.execPath, [prisma, "generate", "--schema", schemaFile], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      // The client generator never runs this engine, but would download it. A path that exists stops that.
      PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr}`.trim());
    console.error("The Prisma client could not be generated from prisma/schema.prisma; see above.");
    process.exit(1);
  }
  await writeFile(stampFile, stamp);
}
