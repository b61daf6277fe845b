import { parseArgs } from "node:util";
import pg from "pg";
import { noteAnchor, readAnchors } from "../audit/anchor-file.ts";
import { verifyChain } from "../audit/verify-chain.ts";

const usage = `Usage: npm run audit:verify -- [--anchor FILE]

Recomputes the audit log's chain in the database at DATABASE_URL. With --anchor, the chain also has to run through
every head noted in FILE, and its head is noted there afterwards: keep that file where nobody who can change the
database can change it. Ends with 0 when the log is as it was written, with 1 when it is not, with 2 when it could not
be read.`;

/** @throws Error when the database or the file cannot be read. */
async function verify(databaseUrl: string, anchor: string | undefined): Promise<boolean> {
  const anchors = anchor ? await readAnchors(anchor) : [];
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "mosis-audit-verify" });
  await client.connect();
  try {
    const { fault, head, verified } = await verifyChain(client, anchors);
    if (fault) {
      console.error(fault.sentence);
      console.error(`${verified} before it are as they were written.`);
      return false;
    }
    if (!head) {
      console.log("The audit log is empty.");
      return true;
    }
    console.log(`The audit log is as it was written: ${verified} events.`);
    console.log(`Head: ${head.sequence} ${head.hash}`);
    if (anchor) {
      if (!anchors.some(({ sequence }) => sequence === head.sequence))
        await noteAnchor(anchor, head, new Date());
      console.log(`${anchors.length} heads noted earlier lie on it. Noted in ${anchor}.`);
    }
    return true;
  } finally {
    await client.end();
  }
}

const { values } = parseArgs({ options: { anchor: { type: "string" }, help: { type: "boolean" } } });
const databaseUrl = process.env.DATABASE_URL;
if (values.help || !databaseUrl) {
  console.log(databaseUrl ? usage : `DATABASE_URL is not set.\n\n${usage}`);
  process.exit(values.help ? 0 : 2);
}
try {
  process.exitCode = (await verify(databaseUrl, values.anchor)) ? 0 : 1;
} catch (error) {
  console.error(`The audit log could not be read: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
