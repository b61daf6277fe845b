import { parseArgs } from "node:util";
import { grantRole, isDomainError, platformRoles } from "@mosis/domain";
import { z } from "zod";
import { createContainer } from "../container.ts";
import { readEnv } from "../env.ts";

const usage = `Usage: npm run people -- grant ROLE PROVIDER:ID
  ROLE         ${platformRoles.join(", ")}
  PROVIDER:ID  who: github:NUMERIC_ID or demo:NAME; they must have signed in once`;

const Arguments = z.tuple([
  z.literal("grant"),
  z.enum(platformRoles),
  z.string().regex(/^(github|demo):.+$/),
]);

const parsed = Arguments.safeParse(parseArgs({ allowPositionals: true }).positionals);
if (!parsed.success) {
  console.error(usage);
  process.exit(2);
}
const [, role, identity] = parsed.data;
const [provider, subject] = [
  identity.slice(0, identity.indexOf(":")),
  identity.slice(identity.indexOf(":") + 1),
];
const container = createContainer(readEnv());
try {
  await grantRole(container.ports, { provider: z.enum(["github", "demo"]).parse(provider), subject, role });
  console.log(`${identity} is ${role} now.`);
} catch (error) {
  if (!isDomainError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await container.close();
}
