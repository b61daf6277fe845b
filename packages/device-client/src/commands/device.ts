import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createDeviceClient, EdgeError, fetchUpdate, Mistrust } from "../index.ts";
import { fileMemory, fileTarget, nodeHash } from "../node/index.ts";

// `npm run device -- PACKAGE_ID [--track beta] [--name NAME] [--edge URL] [--folder FOLDER]`: a device to try a store with.
// It keeps one app in a folder up to date, and reports that it was installed.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    edge: { type: "string", default: "http://127.0.0.1:8787" },
    track: { type: "string", default: "stable" },
    name: { type: "string", default: "device-1" },
    folder: { type: "string" },
  },
});
const [packageId] = positionals;
if (!packageId) {
  console.error(
    "Say which app: npm run device -- com.example.monaco [--track beta] [--name NAME] [--edge URL]",
  );
  process.exit(2);
}
const folder = values.folder ?? join(".data", "devices", values.name, packageId, values.track);
await mkdir(folder, { recursive: true });

try {
  await update(packageId);
} catch (error) {
  if (!(error instanceof Mistrust) && !(error instanceof EdgeError)) throw error;
  console.error(`✗ ${error.message} (${error.code})`);
  process.exitCode = 1;
}

async function update(id: string): Promise<void> {
  const client = createDeviceClient({
    edgeUrl: values.edge,
    device: values.name,
    publicKeys: [await publicKey()],
    memory: fileMemory(join(folder, "memory.json")),
  });
  const installed = Number((await content("installed")) ?? 0);
  const { state, offer } = await client.check({
    packageId: id,
    track: values.track,
    versionCode: installed || null,
  });
  if (!state) return console.log(`There is nothing for ${values.name} on ${values.track} of ${id}.`);
  console.log(
    `Signed state ${state.sequence} of ${values.track}, good until ${state.expiresAt.toISOString()}.`,
  );
  if (!offer)
    return console.log(installed ? `Version code ${installed} is up to date.` : "Nothing is released.");

  const { release } = offer;
  console.log(
    `${release.version} (${release.versionCode}) is new: ${release.size.toLocaleString("en")} bytes.`,
  );
  const target = fileTarget(join(folder, "package.mosis"));
  const have = await target.size();
  if (have > 0 && have < release.size) console.log(`Going on after ${have.toLocaleString("en")} bytes.`);
  await fetchUpdate(offer, { client, target, createHash: nodeHash });
  await writeFile(join(folder, "installed"), String(release.versionCode));
  await client.report([{ releaseId: release.id, outcome: "installed" }]);
  console.log(`✓ ${join(folder, "package.mosis")} is what the store signed; reported as installed.`);
}

/** A real device is made with its key. This one takes the store's the first time it hears of it, and keeps that. */
async function publicKey(): Promise<string> {
  const known = await content("public-key");
  if (known) return known;
  const response = await fetch(`${values.edge}/.well-known/mosis-keys.json`);
  const { documents } = (await response.json()) as { documents: { payload: string }[] };
  const payload = Buffer.from(documents[0]?.payload ?? "", "base64url").toString();
  const key = (JSON.parse(payload) as { keys: { public_key: string }[] }).keys[0]?.public_key ?? "";
  await writeFile(join(folder, "public-key"), key);
  console.log(`Trusting the key ${key} from now on.`);
  return key;
}

async function content(name: string): Promise<string | null> {
  return readFile(join(folder, name), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}
