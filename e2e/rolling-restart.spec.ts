import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  findFreePort,
  type ManagedProcess,
  makeThrowawayData,
  openDatabase,
  Supervisor,
  startNodeEdge,
  startWeb,
  startWorker,
} from "@mosis/devstack";
import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { type RoundRobin, startRoundRobin } from "./round-robin.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

const packageId = "com.example.rolling";
const rounds = 2;

interface Replica {
  port: number;
  process: ManagedProcess;
  start: () => Promise<ManagedProcess>;
}

/** What a lane of requests has done. */
interface Tally {
  asked: number;
  failed: string[];
}

/**
 * Two of everything behind a balancer, restarted one after the other while people publish, pages stay open and devices
 * download: nobody notices, and no job is lost or done twice.
 */
test("a rolling restart fails no request, loses no job and doubles none", async ({
  browser,
  product,
  openPageFor,
}, info) => {
  test.setTimeout(360_000);
  const dataDir = await makeThrowawayData("e2e");
  const supervisor = new Supervisor({ dataDir });
  const rows = openDatabase(product.databaseUrl);
  const balancers: RoundRobin[] = [];
  const over = new AbortController();
  try {
    const [portalPort, edgePort] = [await findFreePort(), await findFreePort()];
    const env = {
      ...product.environment,
      PUBLIC_URL: `http://127.0.0.1:${portalPort}`,
      EDGE_URL: `http://127.0.0.1:${edgePort}`,
      DRAIN_SECONDS: "2",
      LOG_LEVEL: "info",
    };
    const replica = async (start: (port: number) => Promise<ManagedProcess>): Promise<Replica> => {
      const port = await findFreePort();
      return { port, process: await start(port), start: () => start(port) };
    };
    const names = ["a", "b"] as const;
    const replicas = { portals: [] as Replica[], edges: [] as Replica[], workers: [] as Replica[] };
    for (const name of names) {
      replicas.portals.push(await replica((port) => startWeb(supervisor, env, port, `rolling-web-${name}`)));
      replicas.edges.push(
        await replica((port) => startNodeEdge(supervisor, env, port, `rolling-edge-${name}`)),
      );
      replicas.workers.push(await replica(() => startWorker(supervisor, env, `rolling-worker-${name}`)));
    }
    const portals = await startRoundRobin({
      port: portalPort,
      readyPath: "/api/health/ready",
      ports: replicas.portals.map(({ port }) => port),
    });
    const edges = await startRoundRobin({
      port: edgePort,
      readyPath: "/readyz",
      ports: replicas.edges.map(({ port }) => port),
    });
    balancers.push(portals, edges);
    for (const [balancer, all] of [
      [portals, replicas.portals],
      [edges, replicas.edges],
    ] as const) {
      for (const { port } of all) await expect.poll(() => balancer.isReady(port)).toBe(true);
    }

    // Through the balancer from here on.
    const context = await browser.newContext({ baseURL: portals.url });
    const page = await context.newPage();
    await signInAs(page, "Roller");
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: portals.url, "content-type": "application/json" };
    const { appId, first } = await publishFirst();

    const tallies: Record<string, Tally> = {};
    const lane = async (name: string, pauseMs: number, step: () => Promise<string | null>) => {
      tallies[name] ??= { asked: 0, failed: [] };
      const tally = tallies[name];
      while (!over.signal.aborted) {
        tally.asked += 1;
        const wrong = await step().catch((error: Error) => `${error.message} ${String(error.cause ?? "")}`);
        if (wrong !== null) tally.failed.push(wrong);
        await sleep(pauseMs);
      }
    };
    const read =
      (url: string, init: RequestInit = {}) =>
      async () => {
        const answer = await fetch(url, init);
        await answer.arrayBuffer();
        return answer.status === 200 ? null : `${url}: ${answer.status}`;
      };

    const uploaded: string[] = [];
    let versionCode = 10;
    const streams = { opened: 0, ended: 0 };
    const lanes = [
      lane("catalog", 20, read(`${portals.url}/api/v1/catalog/${packageId}`)),
      lane("pages", 50, read(`${portals.url}/apps/${packageId}`)),
      lane("own apps", 50, read(`${portals.url}/api/v1/apps/${appId}`, { headers })),
      lane("uploads", 500, async () => {
        versionCode += 1;
        uploaded.push(await sendOne(headers, portals.url, appId, versionCode));
        return null;
      }),
      lane("streams", 50, async () => {
        const answer = await fetch(`${portals.url}/api/v1/notices/events`, { headers, signal: over.signal });
        if (answer.status !== 200) return `stream: ${answer.status}`;
        streams.opened += 1;
        // Broken off would throw; a stream that ends in good order is begun anew, as browsers do.
        await answer.text();
        streams.ended += 1;
        return null;
      }),
      lane(
        "update checks",
        20,
        read(`${edges.url}/v1/apps/${packageId}/update?version_code=1&device=rolling`),
      ),
      lane("downloads", 50, async () => {
        const latest = (await (await fetch(`${edges.url}/v1/apps/${packageId}/latest`)).json()) as {
          download_url: string;
        };
        const bytes = Buffer.from(await (await fetch(latest.download_url)).arrayBuffer());
        return createHash("sha256").update(bytes).digest("hex") === first ? null : "other bytes";
      }),
    ];

    await sleep(2_000);
    for (let round = 0; round < rounds; round += 1) {
      for (const [balancer, all] of [
        [portals, replicas.portals],
        [edges, replicas.edges],
        [null, replicas.workers],
      ] as const) {
        for (const one of all) {
          process.kill(one.process.pid, "SIGTERM");
          expect(await one.process.ended).toMatchObject({ code: 0, signal: null });
          one.process = await one.start();
          if (balancer) await expect.poll(() => balancer.isReady(one.port)).toBe(true);
        }
      }
    }
    await sleep(1_000);
    over.abort();
    await Promise.all(lanes);
    // The last stream was ended by the test itself.
    tallies.streams?.failed.splice(0, tallies.streams.failed.filter((line) => /abort/i.test(line)).length);
    const asked = Object.entries(tallies).map(([name, tally]) => `${name} ${tally.asked}`);
    info.annotations.push({ type: "asked", description: asked.join(", ") });
    console.log(`Rolling restart: ${asked.join(", ")}; ${streams.ended} streams ended and began anew.`);

    for (const [name, { failed }] of Object.entries(tallies)) expect(failed, name).toEqual([]);
    expect(portals.failures.filter((line) => !line.includes("notices/events"))).toEqual([]);
    expect(edges.failures).toEqual([]);
    expect(streams.ended).toBeGreaterThanOrEqual(rounds);
    expect(uploaded.length).toBeGreaterThan(5);

    // Each upload was judged, and once: whoever had to hand it back did not finish it as well. One that was handed back may
    // have been overtaken by a greater version code, which is a verdict too.
    const wrong = () =>
      rows.query<{ id: string }>(
        `SELECT v.id, v.status, v.step, v.findings, h.history
         FROM versions v, LATERAL (SELECT ARRAY(SELECT action FROM audit_events WHERE subject_id = v.id ORDER BY id)) h (history)
         WHERE v.id = ANY($1::uuid[])
           AND NOT (v.status = 'draft' AND h.history = ARRAY['version.received', 'version.passed'])
           AND NOT (v.status = 'failed' AND h.history = ARRAY['version.received', 'version.failed']
             AND jsonb_array_length(v.findings) = 1 AND v.findings->0->>'code' = 'version_code_not_greater')`,
        [uploaded],
      );
    await expect.poll(wrong, { timeout: 90_000 }).toEqual([]);
    const [found] = await rows.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM versions WHERE id = ANY($1::uuid[])",
      [uploaded],
    );
    expect(found?.count).toBe(uploaded.length);
    await context.close();
  } finally {
    over.abort();
    for (const balancer of balancers) await balancer.close();
    await supervisor.stop();
    await rows.close();
  }

  /** By the product's own portal, where journeys are at home; gives the app and the SHA-256 of its first version. */
  async function publishFirst() {
    const page: Page = await openPageFor("Roller");
    const reviewer = await openPageFor("Reviewer");
    const appId = await createApp(page, packageId, "Rolling");
    const file = info.outputPath("rolling.mosis");
    await writeSmallPackage(file, { packageId, versionCode: 2, noise: 500_000 });
    const id = await sendApproved({ page, reviewer }, appId, file);
    expect((await page.request.post(`/api/v1/versions/${id}/publish`, { data: {} })).status()).toBe(200);
    await expect
      .poll(async () => (await fetch(`${product.edgeUrl}/v1/apps/${packageId}/latest`)).status)
      .toBe(200);
    return { appId, first: createHash("sha256").update(readFileSync(file)).digest("hex") };
  }

  /** Sends a package as a pipeline does; gives the version's id. */
  async function sendOne(
    headers: Record<string, string>,
    url: string,
    appId: string,
    code: number,
  ): Promise<string> {
    const file = info.outputPath(`rolling-${code}.mosis`);
    await writeSmallPackage(file, { packageId, versionCode: code, noise: 20_000 });
    const bytes = readFileSync(file);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${url}/api/v1/${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const begun = { kind: "package", file_name: `${code}.mosis`, size: bytes.length, sha256 };
    const { upload, put } = (await post(`apps/${appId}/uploads`, begun)) as {
      upload: { id: string };
      put: { method: string; url: string; headers: Record<string, string> };
    };
    const sent = await fetch(put.url, { method: put.method, headers: put.headers, body: bytes });
    if (!sent.ok) throw new Error(`storage: ${sent.status}`);
    const { version } = (await post(`uploads/${upload.id}/complete`, {})) as { version: { id: string } };
    return version.id;
  }
});
