import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, dropDatabase } from "./databases.ts";
import { isPortFree } from "./ports.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { readRecords } from "./process-record.ts";
import { startServices } from "./services.ts";

let dataDir: string;
let edgeMain: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "mosis-devstack-"));
  edgeMain = join(dataDir, "worker.ts");
  writeFileSync(
    edgeMain,
    `export default {
      async fetch(request, env) {
        if (request.method === "PUT") await env.BUCKET.put("kept", request.body);
        const object = await env.BUCKET.get("kept");
        return Response.json({ kept: await object?.text(), word: env.WORD, edgeUrl: env.EDGE_URL });
      },
    };`,
  );
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Sends commands to Redis after signing in, and gives the answer to the last. */
async function redis(url: string, command: string): Promise<string> {
  const { port, password } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(`AUTH ${password}\r\n${command}\r\nQUIT\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer.split("\r\n").slice(1, -2).join(" ");
}

const portOf = (url: string) => Number(new URL(url).port);

test("the services run, keep their data over a restart, and stop without a trace", {
  timeout: 90_000,
}, async () => {
  const options = { dataDir, edgeMain, edgeVars: { WORD: 'a "word" = 1' } };
  const steps: string[] = [];
  const first = await startServices({
    ...options,
    onStep: ({ name, state }) => steps.push(`${name} ${state}`),
  });
  const identities = first.processes.map(({ pid }) => identify(pid));
  try {
    expect(steps).toHaveLength(6);
    await query(first.databaseUrl, "CREATE TABLE kept AS SELECT 1 AS one");
    expect(await redis(first.redisUrl, "SET kept one")).toBe("+OK");
    const answer = await fetch(first.edgeUrl, { method: "PUT", body: "bytes" });
    expect(await answer.json()).toEqual({ kept: "bytes", word: 'a "word" = 1', edgeUrl: first.edgeUrl });
    expect(first.s3.endpoint).toBe(`${first.edgeUrl}/cdn-cgi/local/r2/s3`);
  } finally {
    await first.stop();
  }
  expect(identities).toHaveLength(3);
  expect(identities.filter((identity) => identity && isRunning(identity))).toEqual([]);
  expect(readRecords(dataDir)).toEqual([]);
  for (const url of [first.databaseUrl, first.redisUrl, first.edgeUrl])
    expect(await isPortFree(portOf(url))).toBe(true);

  const second = await startServices(options);
  try {
    expect(await query(second.databaseUrl, "SELECT one FROM kept")).toEqual([{ one: 1 }]);
    expect(await redis(second.redisUrl, "GET kept")).toBe("$3 one");
    expect(await (await fetch(second.edgeUrl)).json()).toMatchObject({ kept: "bytes" });
  } finally {
    await second.stop();
  }
});

test("only those asked for are started, and the passwords are needed", async () => {
  const services = await startServices({ dataDir, only: ["postgres", "redis"], durable: false });
  try {
    expect(services.processes.map(({ name }) => name).sort()).toEqual(["postgres", "redis"]);
    const stranger = new URL(services.databaseUrl);
    stranger.password = "wrong";
    await expect(query(stranger.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    const noPassword = new URL(services.redisUrl);
    noPassword.password = "wrong";
    expect(await redis(noPassword.href, "PING")).toContain("NOAUTH");
    expect(statSync(join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  } finally {
    await services.stop();
  }
});

test("a database is copied from a template and dropped", async () => {
  const services = await startServices({ dataDir, only: ["postgres"], durable: false });
  try {
    const template = await createDatabase(services.databaseUrl, "template_one");
    await query(template, "CREATE TABLE t AS SELECT 7 AS n");
    const copy = await createDatabase(services.databaseUrl, "copy_one", "template_one");
    expect(await query(copy, "SELECT n FROM t")).toEqual([{ n: 7 }]);
    await dropDatabase(services.databaseUrl, "copy_one");
    await expect(query(copy, "SELECT 1")).rejects.toMatchObject({ code: "3D000" });
  } finally {
    await services.stop();
  }
});

test("what a killed start left running is ended by the next one, and nothing else", {
  timeout: 90_000,
}, async () => {
  const script = `
    const { startServices } = await import(${JSON.stringify(join(import.meta.dirname, "services.ts"))});
    const services = await startServices(${JSON.stringify({ dataDir, edgeMain })});
    console.log(JSON.stringify(services.processes.map(({ pid }) => pid)));
    setInterval(() => {}, 1000);
  `;
  const starter = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const bystander = spawn("sleep", ["300"], { detached: true });
  try {
    const [line] = await once(starter.stdout, "data");
    const orphans = (JSON.parse(String(line)) as number[])
      .map(identify)
      .filter((found) => found !== undefined);
    starter.kill("SIGKILL");
    await once(starter, "exit");
    expect(orphans.filter(isRunning)).toHaveLength(3);

    // A record whose number now belongs to somebody else, as after a restart of the machine.
    const record = readRecords(dataDir)[0];
    const namesake = {
      ...record,
      name: "namesake",
      leader: { pid: bystander.pid, startedAt: "another boot:1" },
    };
    writeFileSync(join(dataDir, "run/namesake.json"), JSON.stringify(namesake));

    const services = await startServices({ dataDir, only: ["postgres"] });
    try {
      expect(orphans.filter(isRunning)).toEqual([]);
      expect(bystander.exitCode).toBeNull();
      expect(isRunning(identify(bystander.pid ?? 0) as ProcessIdentity)).toBe(true);
      expect(readRecords(dataDir).map(({ name }) => name)).toEqual(["postgres"]);
    } finally {
      await services.stop();
    }
  } finally {
    starter.kill("SIGKILL");
    bystander.kill("SIGKILL");
  }
});

test("when one service cannot start, the others are stopped and the error says why", async () => {
  const broken = join(dataDir, "broken.ts");
  writeFileSync(broken, "this is not a program");
  const running: ProcessIdentity[] = [];
  const start = startServices({
    dataDir,
    edgeMain: broken,
    durable: false,
    onStep: () => running.push(...readRecords(dataDir).map(({ leader }) => leader)),
    onUnexpectedEnd: () => {},
  });
  await expect(start).rejects.toMatchObject({ code: expect.stringMatching(/^process_/) });
  expect(running.length).toBeGreaterThan(0);
  expect(running.filter(isRunning)).toEqual([]);
});

test("a service that dies is reported with its log", async () => {
  const ended = Promise.withResolvers<string>();
  const services = await startServices({
    dataDir,
    only: ["redis"],
    onUnexpectedEnd: (managed) => ended.resolve(managed.logFile),
  });
  try {
    const redisProcess = services.processes[0];
    process.kill(redisProcess?.pid ?? 0, "SIGKILL");
    expect(readFileSync(await ended.promise, "utf8")).toContain("Ready to accept connections");
    expect(redisProcess?.end).toMatchObject({ signal: "SIGKILL" });
  } finally {
    await services.stop();
  }
});
