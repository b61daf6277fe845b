import { parseArgs } from "node:util";
import { BackupUnusable, openBackup } from "../backup/backup-folder.ts";
import { restoreBackup } from "../backup/restore-backup.ts";
import { readKeys } from "../backup/sealed-keys.ts";
import { createBackupTools } from "../container.ts";
import { type BackupEnv, readBackupEnv } from "../env.ts";
import { runStoppable } from "./run-stoppable.ts";

const usage = `Usage: npm run restore -- FOLDER [--with-objects | --check | --show-keys]

Brings a backup back into the database at DATABASE_URL, which must hold no store, and compares it with the bucket.
  --with-objects  puts the objects of the backup into the bucket, as far as they are missing there
  --check         only looks whether the backup is whole
  --show-keys     prints the keys of the backup as lines for .env, and does nothing else; BACKUP_PASSPHRASE opens them
Nothing is ever overwritten. Ends with 0 when everything is there, with 1 when it is not, with 2 when it was called
wrongly. See docs/backup.md.`;

function readInvocation() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "with-objects": { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      "show-keys": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [folder, ...more] = positionals;
  if (values.help || folder === undefined || more.length > 0) return null;
  return {
    folder,
    withObjects: values["with-objects"],
    checkOnly: values.check,
    showKeys: values["show-keys"],
  };
}

async function showKeys(folder: string, env: BackupEnv): Promise<number> {
  const { manifest, readText } = await openBackup(folder);
  if (!manifest.keys) throw new BackupUnusable("This backup was taken without --with-keys.");
  const keys = readKeys(await readText(manifest.keys.file), env.BACKUP_PASSPHRASE ?? null);
  for (const [name, value] of Object.entries(keys)) console.log(`${name}=${value}`);
  return 0;
}

async function restore(signal: AbortSignal): Promise<number> {
  const invocation = readInvocation();
  if (!invocation) {
    console.log(usage);
    return 2;
  }
  const env = readBackupEnv();
  if (invocation.showKeys) return showKeys(invocation.folder, env);
  const onProgress = (line: string) => console.error(`  ${line}`);
  const restored = await restoreBackup(createBackupTools(env), env, { ...invocation, signal, onProgress });
  if (!restored) {
    console.log("The backup is whole.");
    return 0;
  }
  const { objects, audit } = restored;
  console.log(`The store is as it was at ${restored.takenAt}: ${restored.rows.toLocaleString("en")} rows.`);
  for (const name of restored.migrationsApplied) console.log(`  applied ${name}`);
  console.log(
    audit.fault ?? `  The audit log is as it was written: ${audit.verified.toLocaleString("en")} events.`,
  );
  console.log(`  Objects: ${objects.present} were there, ${objects.put} were put there.`);
  for (const [words, count, keys] of [
    ["are missing", objects.missingCount, objects.missing],
    ["have other bytes than they had", objects.differentCount, objects.different],
  ] as const) {
    if (count > 0) console.log([`  ${count} ${words}:`, ...keys.map((key) => `    ${key}`)].join("\n"));
  }
  console.log("Start the worker with an empty Redis, then portal and edge. Everybody signs in again.");
  return audit.fault || objects.missingCount + objects.differentCount > 0 ? 1 : 0;
}

await runStoppable(restore, {
  whenStopped: "Stopped. As long as the database is still empty, run the same again.",
});
