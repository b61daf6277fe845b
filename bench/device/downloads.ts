import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { type DownloadTarget, download } from "@mosis/device-client";
import { nodeHash } from "@mosis/device-client/node";
import { findFreePort, makeThrowawayData, Supervisor, startNodeEdge, startServices } from "@mosis/devstack";
import { cacheControl } from "@mosis/domain";
import { publishedApp } from "@mosis/edge/published-app";
import { createObjectStore } from "@mosis/storage";
import { cpuOf } from "../publish/process-cost.ts";
import type { Measurement } from "../report.ts";
import { median } from "../statistics.ts";

const size = 64 * 1024 * 1024;
const rounds = 7;

/** The same by the device's own client, which hashes what comes. */
async function fetchAsDevice(url: string, sha256: string): Promise<number> {
  const began = performance.now();
  let have = 0;
  const target: DownloadTarget = {
    size: async () => have,
    async *read() {},
    async append(bytes) {
      have += bytes.length;
    },
    async clear() {
      have = 0;
    },
  };
  await download({ url, size, sha256 }, target, { createHash: nodeHash, attempts: 1 });
  return (performance.now() - began) / 1000;
}

/** Seconds until the last byte has come; what comes is counted and not kept. */
async function fetchAll(url: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`A download was answered with ${response.status}.`);
  let bytes = 0;
  for await (const chunk of response.body) bytes += chunk.length;
  if (bytes !== size) throw new Error(`A download had ${bytes} bytes.`);
  return (performance.now() - began) / 1000;
}

/**
 * A package through the edge on Node, which reads it from storage and passes it on, and sent on to storage by it, beside
 * the same object straight from storage by a presigned GET. Storage is the simulator of R2 on this machine.
 */
export async function measureDownloads(): Promise<Measurement> {
  const dataDir = await makeThrowawayData("bench");
  const supervisor = new Supervisor({ dataDir });
  const services = await startServices({ dataDir, only: ["edge"] });
  try {
    const objects = createObjectStore({ provider: "r2", ...services.s3 });
    const bytes = randomBytes(size);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const { packageId, packageKey, feedKey, feed } = await publishedApp({ size, sha256 });
    const put = (key: string, content: Uint8Array) =>
      objects.put({
        key,
        bytes: content,
        contentType: "application/octet-stream",
        cacheControl: cacheControl.package,
      });
    await put(packageKey, bytes);
    await put(feedKey, Buffer.from(JSON.stringify(feed)));

    const startEdge = async (downloads: "edge" | "presigned") => {
      const port = await findFreePort();
      const env = {
        EDGE_URL: `http://127.0.0.1:${port}`,
        DOWNLOADS: downloads,
        DOWNLOAD_SIGNING_KEY: "a key of more than thirty-two characters",
        S3_ENDPOINT: services.s3.endpoint,
        S3_REGION: services.s3.region,
        S3_BUCKET: services.s3.bucket,
        S3_ACCESS_KEY_ID: services.s3.accessKeyId,
        S3_SECRET_ACCESS_KEY: services.s3.secretAccessKey,
      };
      const { pid } = await startNodeEdge(supervisor, env, port);
      const latest = await fetch(`${env.EDGE_URL}/v1/apps/${packageId}/latest`);
      return { pid, url: ((await latest.json()) as { download_url: string }).download_url };
    };
    const contenders = {
      storage: {
        pid: null,
        url: await objects.presignGet({ key: packageKey, expiresInSeconds: 3600, fileName: "package.mosis" }),
      },
      "edge on Node": await startEdge("edge"),
      "edge on Node, DOWNLOADS=presigned": await startEdge("presigned"),
    };
    const { pid: edgePid, url: edgeUrl } = contenders["edge on Node"];
    const all = [
      ...Object.entries(contenders).map(([name, { pid, url }]) => ({
        name,
        pid,
        fetch: () => fetchAll(url),
      })),
      {
        name: "edge on Node, by the device client",
        pid: edgePid,
        fetch: () => fetchAsDevice(edgeUrl, sha256),
      },
    ];
    const runs = all.map((contender) => ({
      ...contender,
      seconds: [] as number[],
      cpu: [] as number[],
    }));
    for (let round = -1; round < rounds; round += 1) {
      for (const { pid, fetch: fetchIt, seconds, cpu } of runs) {
        const before = pid === null ? 0 : cpuOf(pid);
        const took = await fetchIt();
        if (round < 0) continue;
        seconds.push(took);
        cpu.push(pid === null ? 0 : cpuOf(pid) - before);
      }
    }
    const rate = (seconds: number) => size / 1e6 / seconds;
    return {
      title: `A package of 64 MiB, medians of ${rounds} downloads one after the other`,
      columns: ["from", "MB per second", "CPU ms of the edge"],
      rows: runs.map(({ name, pid, seconds, cpu }) => [
        name,
        rate(median(seconds)),
        pid === null ? "–" : median(cpu),
      ]),
      goals: [],
    };
  } finally {
    await supervisor.stop();
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
