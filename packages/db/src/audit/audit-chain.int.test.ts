import { randomUUID } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshDatabase } from "@mosis/devstack/testing";
import { newId, system } from "@mosis/domain";
import pg from "pg";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase } from "../database.ts";
import { noteAnchor, readAnchors } from "./anchor-file.ts";
import { verifyChain } from "./verify-chain.ts";

const url = await freshDatabase();
const db = createDatabase({ url, onConnectionError: (error) => expect.fail(error.message) });
const client = new pg.Client({ connectionString: url });
await client.connect();
afterAll(() => Promise.all([db.close(), client.end()]));

const at = new Date("2026-11-21T12:00:00.123Z");
const entry = (fields: object = {}) => ({
  actor: system,
  action: "version.passed" as const,
  subjectId: randomUUID(),
  at,
  data: { text: "ä, 'quoted', 3:abc", n: 1.5 },
  before: { status: "validating" },
  after: { status: "draft", list: [1, null] },
  ...fields,
});
const person = {
  kind: "user",
  userId: newId<"user">(),
  developerId: newId<"developer">(),
  accountRole: "owner",
  role: "member",
  token: { id: newId<"access-token">(), scopes: ["read"], appId: null },
  from: "0123456789abcdef",
} as const;

/** What only somebody with the database's own rights can do. */
async function behindItsBack(...statements: string[]): Promise<void> {
  await client.query("SET session_replication_role = replica");
  for (const statement of statements) await client.query(statement);
  await client.query("SET session_replication_role = origin");
}

const total = 7;
const eventAt = async (sequence: number): Promise<string> => {
  const { rows } = await client.query("SELECT event_id FROM audit_chain WHERE sequence = $1", [sequence]);
  return (rows[0] as { event_id: string }).event_id;
};

beforeEach(async () => {
  await behindItsBack("TRUNCATE audit_events", "TRUNCATE audit_chain");
  for (let count = 0; count < total; count += 1) {
    const appId = newId<"app">();
    await db.audit.append(count % 2 ? entry({ actor: person, appId, developerId: newId() }) : entry());
  }
});

describe("the chain", () => {
  test("is whole, and says where it ends", async () => {
    const { fault, head, verified } = await verifyChain(client);
    expect({ fault, verified, sequence: head?.sequence }).toEqual({
      fault: null,
      verified: BigInt(total),
      sequence: BigInt(total),
    });
    expect(await db.queries.findAuditHead()).toEqual(head);
  });

  test("has no gap and no deadlock, however many append at once", async () => {
    const writers = 24;
    const each = 5;
    await Promise.all(
      Array.from({ length: writers }, (_, writer) =>
        db
          .transaction(async (stores) => {
            for (let count = 0; count < each - 2; count += 1)
              await stores.audit.append(entry({ data: { writer } }));
            await stores.audit.appendAll([entry({ data: { writer } }), entry({ data: { writer } })]);
            if (writer % 6 === 0) throw new Error("rolled back");
          })
          .catch((error: Error) => expect(error.message).toBe("rolled back")),
      ),
    );
    const committed = (writers - 4) * each;
    const { fault, verified } = await verifyChain(client);
    expect({ fault, verified }).toEqual({ fault: null, verified: BigInt(total + committed) });
    // What one transaction wrote stands together, in its order.
    const { rows } = await client.query<{ writer: number }>(
      `SELECT (e.data->>'writer')::int AS writer FROM audit_chain c JOIN audit_events e ON e.id = c.event_id
       WHERE e.data ? 'writer' ORDER BY c.sequence`,
    );
    for (let place = 0; place < rows.length; place += each) {
      expect(new Set(rows.slice(place, place + each).map(({ writer }) => writer)).size).toBe(1);
    }
  });

  test("cannot be changed by those who use the store", async () => {
    for (const statement of [
      "UPDATE audit_chain SET sequence = 99",
      "DELETE FROM audit_chain",
      "TRUNCATE audit_chain",
    ])
      await expect(client.query(statement)).rejects.toThrow("audit_chain only grows");
  });
});

describe("whoever gets around the triggers is found out when they", () => {
  test.each([
    ["at", "at + interval '1 millisecond'"],
    ["actor_user_id", "gen_random_uuid()"],
    ["actor_user_id", "NULL"],
    ["actor_developer_id", "gen_random_uuid()"],
    ["access_token_id", "NULL"],
    ["came_from", "'fedcba9876543210'"],
    ["action", "'version.failed'"],
    ["subject_id", "gen_random_uuid()"],
    ["developer_id", "gen_random_uuid()"],
    ["app_id", "NULL"],
    ["data", "'{}'"],
    ["before", "NULL"],
    ["after", "jsonb_set(after, '{status}', '\"failed\"')"],
  ])("edit %s to %s", async (column, value) => {
    const id = await eventAt(4);
    await behindItsBack(`UPDATE audit_events SET "${column}" = ${value} WHERE id = ${id}`);
    expect((await verifyChain(client)).fault).toMatchObject({
      kind: "changed",
      sequence: 4n,
      eventId: BigInt(id),
    });
  });

  test("every column is tried", async () => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'audit_events' ORDER BY 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(
      [
        "access_token_id",
        "action",
        "actor_developer_id",
        "actor_user_id",
        "after",
        "app_id",
        "at",
        "before",
      ].concat(["came_from", "data", "developer_id", "id", "subject_id"]),
    );
  });

  test("give an event another number", async () => {
    const id = await eventAt(3);
    await behindItsBack(`UPDATE audit_events SET id = 999999 WHERE id = ${id}`);
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "deleted", eventId: BigInt(id) });
    await behindItsBack("UPDATE audit_chain SET event_id = 999999 WHERE sequence = 3");
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "changed", eventId: 999999n });
  });

  test.each([1, 4, total])("delete event %i", async (sequence) => {
    const id = await eventAt(sequence);
    await behindItsBack(`DELETE FROM audit_events WHERE id = ${id}`);
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "deleted", eventId: BigInt(id) });
  });

  test.each([1, 4])("delete event %i and its link", async (sequence) => {
    const id = await eventAt(sequence);
    await behindItsBack(
      `DELETE FROM audit_events WHERE id = ${id}`,
      `DELETE FROM audit_chain WHERE sequence = ${sequence}`,
    );
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "deleted", sequence: BigInt(sequence) });
  });

  test("delete and close the gap", async () => {
    const id = await eventAt(4);
    await behindItsBack(
      `DELETE FROM audit_events WHERE id = ${id}`,
      "DELETE FROM audit_chain WHERE sequence = 4",
      "UPDATE audit_chain SET sequence = sequence - 1 WHERE sequence = 5",
      "UPDATE audit_chain SET sequence = sequence - 1 WHERE sequence = 6",
      "UPDATE audit_chain SET sequence = sequence - 1 WHERE sequence = 7",
    );
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "changed", sequence: 4n });
  });

  test("swap two", async () => {
    const [two, three] = [await eventAt(2), await eventAt(3)];
    await behindItsBack(
      "UPDATE audit_chain SET event_id = -1 WHERE sequence = 2",
      `UPDATE audit_chain SET event_id = ${two} WHERE sequence = 3`,
      `UPDATE audit_chain SET event_id = ${three} WHERE sequence = 2`,
    );
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "changed", sequence: 2n });
  });

  test("swap what two say", async () => {
    const [two, three] = [await eventAt(2), await eventAt(3)];
    await behindItsBack(
      `UPDATE audit_events SET id = -1 WHERE id = ${two}`,
      `UPDATE audit_events SET id = ${two} WHERE id = ${three}`,
      `UPDATE audit_events SET id = ${three} WHERE id = -1`,
    );
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "changed", sequence: 2n });
  });

  test("insert one", async () => {
    await behindItsBack(
      `INSERT INTO audit_events (id, at, action, subject_id) VALUES (-7, now(), 'app.created', gen_random_uuid())`,
    );
    expect((await verifyChain(client)).fault).toMatchObject({ kind: "unchained", eventId: -7n });
  });

  test("delete the end: against a head noted before", async () => {
    const { head } = await verifyChain(client);
    if (!head) throw new Error("the log is empty");
    const file = join(await mkdtemp(join(tmpdir(), "mosis-anchor-")), "heads");
    expect(await readAnchors(file)).toEqual([]);
    await noteAnchor(file, head, at);
    expect(await readFile(file, "utf8")).toBe(`7 ${head.hash} 2026-11-21T12:00:00.123Z\n`);
    await db.audit.append(entry());
    expect((await verifyChain(client, await readAnchors(file))).fault).toBeNull();
    const ids = [await eventAt(7), await eventAt(8)];
    await behindItsBack(
      `DELETE FROM audit_events WHERE id IN (${ids})`,
      "DELETE FROM audit_chain WHERE sequence >= 7",
    );
    expect((await verifyChain(client)).fault).toBeNull();
    expect((await verifyChain(client, await readAnchors(file))).fault).toMatchObject({
      kind: "anchor_missing",
      sequence: 7n,
    });
  });

  test("compute the chain anew: against a head noted before", async () => {
    const { head } = await verifyChain(client);
    if (!head) throw new Error("the log is empty");
    const id = await eventAt(2);
    await behindItsBack(
      `UPDATE audit_events SET action = 'version.failed' WHERE id = ${id}`,
      `DO $$ DECLARE previous bytea := ''; link audit_chain; e audit_events; BEGIN
         FOR link IN SELECT * FROM audit_chain ORDER BY sequence LOOP
           SELECT * INTO e FROM audit_events WHERE id = link.event_id;
           previous := sha256(previous || convert_to(audit_event_text(e), 'UTF8'));
           UPDATE audit_chain SET hash = previous WHERE sequence = link.sequence;
         END LOOP; END $$`,
    );
    expect((await verifyChain(client)).fault).toBeNull();
    expect((await verifyChain(client, [head])).fault).toMatchObject({ kind: "anchor_differs", sequence: 7n });
  });
});
