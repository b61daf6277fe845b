import { parseArgs } from "node:util";
import { grantRole, isDomainError, type Ports, platformRoles, type Quota, setQuota } from "@mosis/domain";
import { z } from "zod";
import { createContainer } from "../container.ts";
import { readEnv } from "../env.ts";

const usage = `Usage:
  npm run people -- grant ROLE WHO
  npm run people -- limit WHO [--package-bytes N] [--stored-bytes N] [--open-uploads N] [--daily-uploads N]

  ROLE  ${platformRoles.join(", ")}
  WHO   github:NUMERIC_ID or demo:NAME; they must have signed in once
  N     a number, or "default" for the store's own limit`;

const Who = z
  .string()
  .regex(/^(github|demo):.+$/)
  .transform((text) => ({
    provider: z.enum(["github", "demo"]).parse(text.slice(0, text.indexOf(":"))),
    subject: text.slice(text.indexOf(":") + 1),
  }));
const Limit = z.union([z.literal("default").transform(() => null), z.coerce.number().int().nonnegative()]);

/** The options of `limit`, and what each of them limits. */
const limits = {
  "package-bytes": "packageBytes",
  "stored-bytes": "storedBytes",
  "open-uploads": "openUploads",
  "daily-uploads": "dailyUploads",
} as const satisfies Record<string, keyof Quota>;

function readArguments() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(Object.keys(limits).map((name) => [name, { type: "string" as const }])),
  });
  const [command, ...rest] = positionals;
  if (command === "grant") {
    const [role, who] = z.tuple([z.enum(platformRoles), Who]).parse(rest);
    return { command, role, who } as const;
  }
  const [who] = z.tuple([Who]).parse(z.literal("limit").parse(command) && rest);
  const quota = Object.entries(limits).flatMap(([option, limit]) =>
    values[option] === undefined ? [] : [[limit, Limit.parse(values[option])]],
  );
  return { command: "limit", who, quota: Object.fromEntries(quota) } as const;
}

async function carryOut(ports: Ports, given: ReturnType<typeof readArguments>): Promise<string> {
  const name = `${given.who.provider}:${given.who.subject}`;
  if (given.command === "grant") {
    await grantRole(ports, { ...given.who, role: given.role });
    return `${name} is ${given.role} now.`;
  }
  const quota = await setQuota(ports, { ...given.who, quota: given.quota });
  const lines = Object.entries(limits).map(([option, limit]) => `  ${option.padEnd(14)} ${quota[limit]}`);
  return [`The account of ${name} may use:`, ...lines].join("\n");
}

let given: ReturnType<typeof readArguments>;
try {
  given = readArguments();
} catch {
  console.error(usage);
  process.exit(2);
}
const container = createContainer(readEnv());
try {
  console.log(await carryOut(container.ports, given));
} catch (error) {
  if (!isDomainError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await container.close();
}
