import { cpuOf } from "../publish/process-cost.ts";
import type { Measurement } from "../report.ts";
import { median } from "../statistics.ts";
import { ProgramProcess } from "./process-lines.ts";
import type { Answers, Listening, Load, Loaded } from "./protocol.ts";

const rounds = 5;
const seconds = 2;
const connections = 32;
/** Milliseconds of an answer's age, after which the edge reads a feed again: what is measured goes over many of them. */
const apps = 1_000;

type Asked = { method: "GET" | "POST"; path: string; body?: string };
type Run = { rate: number; p50: number; p99: number; cpu: number };

const packageId = (each: number) => `com.example.measured.app${each}`;
const check = (each: number): Asked => ({
  method: "GET",
  path: `/v1/apps/${packageId(each)}/update?device=measured-device&version_code=6`,
});

const all = Array.from({ length: apps }, (_, each) => each);
/** In an order that has nothing to do with that in which they were made; the same each time. */
const shuffled = all.toSorted((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009));
const together = {
  device: "measured-device",
  apps: all.map((each) => ({ package_id: packageId(each), version_code: 6 })),
};

const cases: { name: string; asked: Asked[]; connections: number }[] = [
  { name: "one app", asked: [check(0)], connections },
  { name: "one of 1,000 apps, in turn", asked: shuffled.map(check), connections },
  {
    name: "1,000 apps in one call",
    asked: [{ method: "POST", path: "/v1/updates", body: JSON.stringify(together) }],
    connections: 4,
  },
];

const requestOf = ({ method, path, body }: Asked): string =>
  [
    `${method} ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "user-agent: mosis-bench",
    "accept: application/json",
    ...(body === undefined
      ? []
      : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
    "",
    body ?? "",
  ].join("\r\n");

/** What the edge answers, for the bare server to answer the same: these bytes under these headers. */
async function answersOf(port: number, asked: readonly Asked[]): Promise<Answers> {
  const answers: Answers = {};
  for (const { method, path, body } of asked) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && { body }),
    });
    if (response.status !== 200) throw new Error(`The edge answers ${path} with ${response.status}.`);
    const { date: _, connection: __, "keep-alive": ___, ...headers } = Object.fromEntries(response.headers);
    answers[`${method} ${path}`] = { headers, body: await response.text() };
  }
  return answers;
}

async function measure(
  client: ProgramProcess,
  server: { process: ProgramProcess; port: number },
  load: Omit<Load, "port">,
): Promise<Run> {
  const before = cpuOf(server.process.pid);
  client.tell({ port: server.port, ...load } satisfies Load);
  const loaded = await client.hear<Loaded>();
  const cpu = cpuOf(server.process.pid) - before;
  const { answered, p50, p99 } = loaded;
  return { rate: answered / loaded.seconds, p50, p99, cpu: (cpu * 1000) / answered };
}

const middle = (runs: readonly Run[], of: keyof Run): number => median(runs.map((run) => run[of]));

/**
 * Update checks per second of the edge on Node beside a bare `node:http` server that has the same bytes ready, each in a
 * process of its own, in turns, under one client in a third. The edge's feeds lie in memory: storage is not measured, but
 * every feed is read again after 5 seconds as from any storage.
 */
export async function measureUpdateChecks(): Promise<Measurement> {
  const client = new ProgramProcess("client.ts");
  const edge = new ProgramProcess("edge-server.ts", [String(apps)]);
  const bare = new ProgramProcess("bare-server.ts");
  try {
    const { port } = await edge.hear<Listening>();
    bare.tell(
      await answersOf(
        port,
        cases.flatMap(({ asked }) => asked),
      ),
    );
    const servers = {
      edge: { process: edge, port },
      bare: { process: bare, ...(await bare.hear<Listening>()) },
    };
    const rows: (string | number)[][] = [];
    const goals: Measurement["goals"][number][] = [];
    for (const { name, asked, connections: lanes } of cases) {
      const load = { requests: asked.map(requestOf), connections: lanes };
      const runs: Record<keyof typeof servers, Run[]> = { edge: [], bare: [] };
      for (let round = -1; round < rounds; round += 1) {
        for (const server of ["edge", "bare"] as const) {
          const run = await measure(client, servers[server], { ...load, seconds: round < 0 ? 1 : seconds });
          // The first one warms the server up.
          if (round >= 0) runs[server].push(run);
        }
      }
      for (const server of ["bare", "edge"] as const) {
        const of = (what: keyof Run) => middle(runs[server], what);
        rows.push([
          name,
          server === "edge" ? "edge" : "bare node:http",
          of("rate"),
          of("p50"),
          of("p99"),
          of("cpu"),
        ]);
      }
      const ratios = runs.edge.map(({ rate }, round) => rate / (runs.bare[round]?.rate ?? Number.NaN));
      goals.push({
        name: `${name}: rate against bare node:http`,
        ratio: median(ratios),
        goal: 0.6,
        atLeast: true,
      });
    }
    return {
      title: `Update checks: ${connections} connections (4 for many apps), medians of ${rounds} rounds of ${seconds} s`,
      columns: ["what", "server", "per second", "p50 ms", "p99 ms", "CPU µs each"],
      rows,
      goals,
    };
  } finally {
    await Promise.all([client.end(), edge.end(), bare.end()]);
  }
}
