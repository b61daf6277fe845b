import { connect } from "node:net";

/** A name no BullMQ queue has, in database 0, which is never handed out. */
const leaseKey = (database: number) => `mosis-test-lease:${database}`;

/**
 * Takes an empty numbered database of the Redis server that nobody else holds.
 *
 * @returns its address
 * @throws when all of them are taken
 */
export async function leaseRedisDatabase(serverUrl: string): Promise<string> {
  const [, count] = await sendToRedis(serverUrl, ["CONFIG GET databases"]);
  for (let database = 1; database < Number(count); database++) {
    const [granted] = await sendToRedis(serverUrl, [`SET ${leaseKey(database)} taken NX`]);
    if (granted !== "OK") continue;
    await sendToRedis(serverUrl, [`SELECT ${database}`, "FLUSHDB"]);
    const url = new URL(serverUrl);
    url.pathname = `/${database}`;
    return url.href;
  }
  throw new Error(
    `All ${count} databases of the test Redis are taken; give freshRedis() back, or run fewer files.`,
  );
}

/** Empties the database and lets the next test have it. */
export async function returnRedisDatabase(databaseUrl: string): Promise<void> {
  const database = Number(new URL(databaseUrl).pathname.slice(1));
  await sendToRedis(databaseUrl, [`SELECT ${database}`, "FLUSHDB", "SELECT 0", `DEL ${leaseKey(database)}`]);
}

/** Forgets everything in the database, as FLUSHALL does, whoever is using it. */
export async function emptyRedisDatabase(databaseUrl: string): Promise<void> {
  const database = Number(new URL(databaseUrl).pathname.slice(1));
  await sendToRedis(databaseUrl, [`SELECT ${database}`, "FLUSHDB"]);
}

/**
 * Sends inline commands (Redis protocol, "Inline commands") on a connection of its own. Redis clients belong to
 * packages/jobs; this needs only a few commands without spaces in their arguments.
 *
 * @returns every line of the answers that carries a value, null for "no value"
 */
function sendToRedis(url: string, commands: readonly string[]): Promise<(string | null)[]> {
  const { hostname, port, username, password } = new URL(url);
  const login =
    password === ""
      ? []
      : [`AUTH ${decodeURIComponent(username) || "default"} ${decodeURIComponent(password)}`];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 6379), hostname);
    let text = "";
    socket
      .setEncoding("utf8")
      .setTimeout(5_000, () => socket.destroy(new Error("Redis did not answer in 5 s.")));
    socket.once("error", reject);
    socket.on("data", (part: string) => {
      text += part;
    });
    // Redis answers everything before it closes after QUIT.
    socket.once("end", () => {
      const lines = text.split("\r\n").filter((line) => line !== "");
      const refused = lines.find((line) => line.startsWith("-"));
      if (refused !== undefined) return reject(new Error(`Redis refused: ${refused.slice(1)}`));
      const values = lines.slice(login.length, -1).filter((line) => !/^(?:\*\d+|\$\d+)$/.test(line));
      resolve(values.map((line) => (line === "$-1" ? null : line.replace(/^[+:]/, ""))));
    });
    socket.write([...login, ...commands, "QUIT", ""].join("\r\n"));
  });
}
