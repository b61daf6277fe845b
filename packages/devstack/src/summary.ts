import { relative } from "node:path";
import type { Settings } from "./settings.ts";
import type { ManagedProcess } from "./supervisor.ts";

type Row = { name: string; address: string; folder?: string };

/** What stands on the screen once everything runs. Addresses are shown without their passwords. */
export function summarize(options: {
  settings: Settings;
  publicUrl: string;
  edgeUrl: string;
  demoSignIn: boolean;
  processes: ManagedProcess[];
  dataDir: string;
  pid: number;
}): string {
  const { settings, processes } = options;
  const { ports } = settings;
  const data = relative(process.cwd(), options.dataDir);
  const rows: Record<string, Row> = {
    web: { name: "Portal", address: `http://localhost:${ports.web}` },
    worker: { name: "Worker", address: `http://127.0.0.1:${ports.health}/ready` },
    edge: settings.embedded.edge
      ? { name: "Edge and R2", address: options.edgeUrl, folder: `${data}/r2` }
      : { name: "Edge", address: options.edgeUrl },
    postgres: { name: "PostgreSQL", address: `127.0.0.1:${ports.postgres}`, folder: `${data}/postgres` },
    redis: { name: "Redis", address: `127.0.0.1:${ports.redis}`, folder: `${data}/redis` },
  };
  const table = Object.entries(rows).flatMap(([id, row]) => {
    const running = processes.find((process) => process.name === id);
    if (!running) return [];
    return [
      [
        row.name,
        row.address,
        String(running.pid),
        relative(process.cwd(), running.logFile),
        row.folder ?? "",
      ],
    ];
  });
  const own = [
    ...(settings.embedded.postgres ? [] : ["DATABASE_URL"]),
    ...(settings.embedded.redis ? [] : ["REDIS_URL"]),
    ...(settings.embedded.edge ? [] : ["S3_ENDPOINT"]),
  ];
  const token = `$(node -p "require('./${data}/secrets.json').metricsToken")`;
  const metrics = `Metrics: curl http://127.0.0.1:${ports.health}/metrics (worker); curl -H "authorization: Bearer ${token}" http://localhost:${ports.web}/metrics (portal)`;
  const signIns = "Sign in by name as developer, reviewer or admin.";
  return [
    "",
    `The portal is ready: ${options.publicUrl}`,
    ...(options.demoSignIn ? [signIns] : []),
    "",
    ...columns([["Started", "Address", "Process", "Log", "Data"], ...table]),
    ...(own.length > 0 ? ["", `Used as given: ${own.join(", ")}`] : []),
    "",
    metrics,
    "",
    `Stop it with Ctrl-C here, or from elsewhere: kill ${options.pid}`,
  ].join("\n");
}

function columns(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, at) => Math.max(known[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
}
