import { parseArgs } from "node:util";
import { mib, takeBackup } from "../backup/take-backup.ts";
import { createBackupTools } from "../container.ts";
import { readBackupEnv } from "../env.ts";
import { runStoppable } from "./run-stoppable.ts";

const usage = `Usage: npm run backup -- FOLDER [--with-objects] [--with-keys]

Writes the store's database and a list of its objects into FOLDER, which has to be new or empty. The store may go on.
  --with-objects  copies every object's bytes as well
  --with-keys     writes RELEASE_SIGNING_KEYS, DOWNLOAD_SIGNING_KEY, AUTH_SECRET and MAIL_LINK_SECRET as well, as far as they
                  are set here; sealed when BACKUP_PASSPHRASE is set
Ends with 0 when the backup is whole, with 1 when it is not, with 2 when it was called wrongly. See docs/backup.md.`;

function readInvocation() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "with-objects": { type: "boolean", default: false },
      "with-keys": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [folder, ...more] = positionals;
  if (values.help || folder === undefined || more.length > 0) return null;
  return { folder, withObjects: values["with-objects"], withKeys: values["with-keys"] };
}

async function backup(signal: AbortSignal): Promise<number> {
  const invocation = readInvocation();
  if (!invocation) {
    console.log(usage);
    return 2;
  }
  const env = readBackupEnv();
  const began = performance.now();
  const { taken_at, database, objects, keys } = await takeBackup(createBackupTools(env), env, {
    ...invocation,
    signal,
    onProgress: (line) => console.error(`  ${line}`),
  });
  const rows = database.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    [
      `The store as it was at ${taken_at} is in ${invocation.folder}:`,
      `  ${database.tables.length} tables with ${rows.toLocaleString("en")} rows`,
      `  ${objects.count.toLocaleString("en")} objects, ${mib(objects.bytes)}: ${objects.copied ? "their bytes" : "their names only"}`,
      `  ${keys ? `${keys.names.join(", ")}, ${keys.sealed ? "sealed" : "readable by whoever has the file"}` : "no keys"}`,
      `It took ${((performance.now() - began) / 1000).toFixed(1)} s.`,
    ].join("\n"),
  );
  return 0;
}

await runStoppable(backup, { whenStopped: "Stopped: what is in the folder is no backup." });
