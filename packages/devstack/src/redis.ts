import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ensureRedisProgram } from "./install-redis.ts";
import { type ManagedProcess, type Supervisor, waitUntilReady } from "./supervisor.ts";

/**
 * Starts Redis on 127.0.0.1 with an append-only file in `dataDir/redis` and without eviction, as BullMQ needs it,
 * and waits until it has loaded its data.
 *
 * @throws StackError `redis_not_installable` when there is no Redis and none can be installed.
 */
export async function startRedis(
  supervisor: Supervisor,
  options: { port: number; password: string },
): Promise<{ redisUrl: string; process: ManagedProcess }> {
  const program = await ensureRedisProgram(supervisor);
  const folder = join(supervisor.dataDir, "redis");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // In a file, since every user of the machine can read a command line.
  const configFile = join(folder, "redis.conf");
  const config = [
    "bind 127.0.0.1",
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir ${JSON.stringify(folder)}`,
    "appendonly yes",
    'save ""',
    "maxmemory-policy noeviction",
    "daemonize no",
  ];
  writeFileSync(configFile, `${config.join("\n")}\n`, { mode: 0o600 });
  const process = supervisor.start({ name: "redis", command: program, args: [configFile], cwd: folder });
  await waitUntilReady(process, () => answersPing(options));
  return { redisUrl: `redis://default:${options.password}@127.0.0.1:${options.port}`, process };
}

/** Whether Redis answers PING after AUTH; while it loads its data it answers an error. */
function answersPing(options: { port: number; password: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(options.port, "127.0.0.1");
    let answer = "";
    const finish = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once("error", () => finish(false));
    socket.once("close", () => finish(false));
    socket.once("connect", () => socket.write(`AUTH ${options.password}\r\nPING\r\n`));
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.endsWith("+PONG\r\n")) finish(true);
      else if (answer.includes("-") && answer.split("\r\n").length > 2) finish(false);
    });
  });
}
