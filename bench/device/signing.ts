import { newId, objectKeys, type PackageAddress } from "@mosis/domain";
import { downloadAddress } from "@mosis/edge/download-address";
import { createNodeDownloadSigner } from "@mosis/edge/node-download-signature";
import { createObjectStore } from "@mosis/storage";
import { sdkPresigner } from "@mosis/storage/sdk-presigner";
import type { Measurement } from "../report.ts";
import { median } from "../statistics.ts";

const rounds = 7;
const addresses = 2_000;

const connection = {
  provider: "r2",
  endpoint: "https://account.r2.cloudflarestorage.com",
  region: "auto",
  bucket: "mosis-packages",
  accessKeyId: "measured",
  secretAccessKey: "measured-secret-of-some-length",
} as const;

const version = (each: number): PackageAddress => ({
  founderId: newId<"developer">(),
  appId: newId<"app">(),
  versionCode: each + 1,
});

/** CPU time of one, in microseconds, over as many that all differ. */
async function costOf(sign: (version: PackageAddress) => Promise<string>): Promise<number> {
  const versions = Array.from({ length: addresses }, (_, each) => version(each));
  const before = process.cpuUsage();
  for (const each of versions) await sign(each);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / addresses;
}

/** What it costs to sign an address: ours for the edge, ours for storage, and the AWS SDK's; nothing is cached. */
export async function measureSigning(): Promise<Measurement> {
  const signer = createNodeDownloadSigner("a key of more than thirty-two characters");
  const objects = createObjectStore(connection);
  const sdk = sdkPresigner(connection);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const contenders = {
    "getSignedUrl of the AWS SDK": (each: PackageAddress) => sdk(objectKeys.package(each)),
    "presigned GET, ours": (each: PackageAddress) =>
      objects.presignGet({
        key: objectKeys.package(each),
        expiresInSeconds: 3600,
        fileName: "package.mosis",
      }),
    "download address of the edge": (each: PackageAddress) =>
      downloadAddress(signer, { version: each, part: { kind: "package" }, expires }),
  };
  const costs = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, sign] of Object.entries(contenders)) {
      const cost = await costOf(sign);
      if (round >= 0) costs.get(name)?.push(cost);
    }
  }
  const cost = (name: keyof typeof contenders) => median(costs.get(name) ?? []);
  const cheaper = (name: keyof typeof contenders) => ({
    name: `${name}: times cheaper than the SDK`,
    ratio: cost("getSignedUrl of the AWS SDK") / cost(name),
    goal: 8,
    atLeast: true,
  });
  return {
    title: `Signing an address, medians of ${rounds} rounds of ${addresses}`,
    columns: ["what", "CPU µs each"],
    rows: [...costs.keys()].map((name) => [name, cost(name as keyof typeof contenders)]),
    goals: [cheaper("presigned GET, ours"), cheaper("download address of the edge")],
  };
}
