import { hash } from "node:crypto";
import type pg from "pg";
import { eventColumns, eventText } from "./event-text.ts";

/** What a link says: its place, and the hash of everything up to it, lower-case hex. */
export interface ChainHead {
  sequence: bigint;
  hash: string;
}

/** The first thing that is wrong. `eventId` is null where it is not known which event it was. */
export interface ChainFault {
  kind: "changed" | "deleted" | "unchained" | "anchor_missing" | "anchor_differs";
  sequence: bigint | null;
  eventId: bigint | null;
  sentence: string;
}

export interface Verdict {
  /** Links that were recomputed and are right. */
  verified: bigint;
  /** The last of them; null for a log without entries. */
  head: ChainHead | null;
  fault: ChainFault | null;
}

type Row = { sequence: string; event_id: string; hash: string; found: boolean; parts: (string | null)[] };

/** Links read at once: few enough that each is looked up by its event's key, rather than the log read as a whole. */
const batch = 500;

/**
 * Recomputes the chain from its first link on, in batches, in one snapshot of the database, and stops at the first
 * link that is not what it should be. `anchors` are heads that were noted earlier, in any order: the chain still has
 * to run through each of them, which is how a deleted end and a chain that was computed anew are found.
 */
export async function verifyChain(
  client: pg.ClientBase,
  anchors: readonly ChainHead[] = [],
): Promise<Verdict> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    return await verify(client, new Map(anchors.map((anchor) => [anchor.sequence, anchor])));
  } finally {
    await client.query("ROLLBACK");
  }
}

async function verify(client: pg.ClientBase, anchors: Map<bigint, ChainHead>): Promise<Verdict> {
  let head: ChainHead | null = null;
  const verdict = (fault: ChainFault | null): Verdict => ({ verified: head?.sequence ?? 0n, head, fault });
  for (;;) {
    const rows: Row[] = await readLinks(client, head?.sequence ?? 0n);
    for (const row of rows) {
      const fault = faultOf(row, head) ?? anchorFault(row, anchors);
      if (fault) return verdict(fault);
      head = { sequence: BigInt(row.sequence), hash: row.hash };
      anchors.delete(head.sequence);
    }
    if (rows.length < batch) break;
  }
  const [missing] = [...anchors.keys()].sort((a, b) => (a < b ? -1 : 1));
  if (missing !== undefined) {
    return verdict({
      kind: "anchor_missing",
      sequence: missing,
      eventId: null,
      sentence: `The log ends at ${head?.sequence ?? 0n}, and was noted to reach ${missing}: its end was deleted.`,
    });
  }
  return verdict(await unchained(client));
}

async function readLinks(client: pg.ClientBase, after: bigint): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT c.sequence, c.event_id, encode(c.hash, 'hex') AS hash, e.id IS NOT NULL AS found,
       ARRAY[${eventColumns.join(", ")}] AS parts
     FROM (SELECT * FROM audit_chain WHERE sequence > $1 ORDER BY sequence LIMIT ${batch}) c
     LEFT JOIN audit_events e ON e.id = c.event_id ORDER BY c.sequence`,
    [after],
  );
  return rows;
}

function faultOf(row: Row, previous: ChainHead | null): ChainFault | null {
  const [sequence, eventId] = [BigInt(row.sequence), BigInt(row.event_id)];
  const expected = (previous?.sequence ?? 0n) + 1n;
  if (sequence !== expected) {
    return {
      kind: "deleted",
      sequence: expected,
      eventId: null,
      sentence: `Link ${expected} of the chain is missing${previous ? `, after ${previous.sequence}` : ""}: it was deleted.`,
    };
  }
  if (!row.found) {
    return {
      kind: "deleted",
      sequence,
      eventId,
      sentence: `Event ${eventId}, the ${sequence}. of the log, is missing: it was deleted.`,
    };
  }
  const hashed = Buffer.concat([Buffer.from(previous?.hash ?? "", "hex"), Buffer.from(eventText(row.parts))]);
  if (hash("sha256", hashed) === row.hash) return null;
  return {
    kind: "changed",
    sequence,
    eventId,
    sentence: `Event ${eventId} at ${sequence} is not what was written there: it, its place or its link was changed.`,
  };
}

function anchorFault({ sequence, event_id, hash }: Row, anchors: Map<bigint, ChainHead>): ChainFault | null {
  const anchor = anchors.get(BigInt(sequence));
  if (!anchor || anchor.hash === hash) return null;
  return {
    kind: "anchor_differs",
    sequence: BigInt(sequence),
    eventId: BigInt(event_id),
    sentence: `The chain fits together, and at ${sequence} it is not the one that was noted: something at or before event ${event_id} was changed and the chain computed anew.`,
  };
}

/** The first event that was written around the chain. */
async function unchained(client: pg.ClientBase): Promise<ChainFault | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT e.id FROM audit_events e LEFT JOIN audit_chain c ON c.event_id = e.id WHERE c.event_id IS NULL
     ORDER BY e.id LIMIT 1`,
  );
  const id = rows[0]?.id;
  if (id === undefined) return null;
  return {
    kind: "unchained",
    sequence: null,
    eventId: BigInt(id),
    sentence: `Event ${id} has no link in the chain: it was inserted behind its back.`,
  };
}
