import { ProgramProcess } from "../device/process-lines.ts";
import type { Answers, Listening, Load, Loaded } from "../device/protocol.ts";
import type { Measurement } from "../report.ts";

const warmSeconds = 1;
const seconds = 4;
const connections = 8;

/**
 * A page out of the portal's cache may take so many times what a bare server takes for the same bytes: Next puts as much
 * around every answer, and each reads the catalog's generation and counts its caller.
 */
const bareGoal = 25;
/** A page that is rendered each time may come at this share of the rate of one that is kept. */
const renderGoal = 0.5;

/**
 * Pages of the catalog under load: as they were rendered once, the same rendered for each request, and a bare node:http
 * server that sends the same bytes.
 */
export async function measurePages(portalUrl: string, packageId: string): Promise<Measurement> {
  const app = `/apps/${packageId}`;
  const kept = await fetch(portalUrl + app);
  const body = await kept.text();
  const bare = new ProgramProcess("bare-server.ts");
  const client = new ProgramProcess("client.ts");
  try {
    bare.tell({
      [`GET ${app}`]: { headers: { "content-type": "text/html; charset=utf-8" }, body },
    } satisfies Answers);
    const { port: barePort } = await bare.hear<Listening>();
    const port = Number(new URL(portalUrl).port);
    const searches = Array.from({ length: 20_000 }, (_, at) => request(port, `/search?q=notes+${at}`));
    const contenders: [name: string, load: Load][] = [
      ["bare node:http, the app page's bytes", load(barePort, [request(barePort, app)])],
      ["app page, kept", load(port, [request(port, app)])],
      ["home page, kept", load(port, [request(port, "/")])],
      // Each is another one, so that it is searched for and rendered.
      ["search, rendered each time", load(port, searches)],
    ];
    const rows: [string, number, number, number][] = [];
    for (const [name, asked] of contenders) {
      const measured = await measure(client, asked);
      rows.push([name, measured.answered / measured.seconds, measured.p50, measured.p99]);
    }
    const rateOf = (at: number) => rows[at]?.[1] ?? Number.NaN;
    return {
      title: `Pages of the catalog, ${connections} connections, ${body.length} bytes of an app page`,
      columns: ["", "answers/s", "p50 ms", "p99 ms"],
      rows,
      goals: [
        {
          name: "app page, kept, against a bare server: times slower",
          ratio: rateOf(0) / rateOf(1),
          goal: bareGoal,
        },
        { name: "rendered against kept", ratio: rateOf(3) / rateOf(1), goal: renderGoal },
      ],
    };
  } finally {
    await Promise.all([bare.end(), client.end()]);
  }
}

async function measure(client: ProgramProcess, asked: Load): Promise<Loaded> {
  client.tell({ ...asked, seconds: warmSeconds });
  await client.hear<Loaded>();
  client.tell(asked);
  return client.hear<Loaded>();
}

const load = (port: number, requests: string[]): Load => ({ port, requests, connections, seconds });

function request(port: number, path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\naccept: text/html\r\n\r\n`;
}
