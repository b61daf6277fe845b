import type { PlainDatabase } from "@mosis/devstack";
import {
  type IconId,
  objectKeys,
  type PresignedPut,
  type UploadId,
  type UserActor,
  type VersionId,
} from "@mosis/domain";
import type { MemoryObjectStore } from "@mosis/domain/testing";
import { expect } from "vitest";
import type { Opened } from "./stories.ts";

export interface ModelUpload {
  status: "open" | "completed" | "consumed" | "expired" | "aborted";
  isSent: boolean;
  /** When its address was signed. */
  startedAt: number;
  /** When its client was last heard of. */
  heardAt: number;
  actions: string[];
}
export interface ModelVersion {
  status: string;
  upload: number;
  code: number;
  isSound: boolean;
  actions: string[];
}
export interface ModelIcon {
  status: "rendering" | "ready" | "refused";
  upload: number;
  isSound: boolean;
  createdAt: number;
  actions: string[];
}

/** What should be, by the order in which things came to be. */
export interface Model {
  uploads: ModelUpload[];
  versions: ModelVersion[];
  icons: ModelIcon[];
  greatestCode: number;
}

/** What is, in the same order. */
export interface Real extends Opened {
  reviewer: UserActor;
  uploads: {
    id: UploadId;
    put: PresignedPut;
    bytes: Uint8Array;
    kind: "package" | "icon";
    isSound: boolean;
    code: number;
  }[];
  versions: VersionId[];
  icons: IconId[];
}

/** Where to look whether it is so. */
export interface Observed {
  rows: PlainDatabase;
  objects: MemoryObjectStore;
}

/** An item that is there. */
export const at = <Item>(items: readonly Item[], index: number): Item => items[index] as Item;

/** The tables, row by row, against the model. */
export async function compare(store: Observed, model: Model, real: Real): Promise<void> {
  const { rows } = store;
  const of = [real.app.id];
  const uploads = await rows.query<{ id: string; status: string }>(
    `SELECT id::text, status FROM uploads WHERE app_id = $1::uuid`,
    of,
  );
  expect(new Map(uploads.map(({ id, status }) => [id, status]))).toEqual(
    new Map(model.uploads.map(({ status }, index) => [at(real.uploads, index).id, status])),
  );
  const versions = await rows.query<{ id: string; status: string; upload_id: string; code: number | null }>(
    `SELECT id::text, status, upload_id::text, version_code AS code FROM versions WHERE app_id = $1::uuid`,
    of,
  );
  expect(new Map(versions.map(({ id, ...row }) => [id, row]))).toEqual(
    new Map(
      model.versions.map(({ status, upload, code }, index) => [
        at(real.versions, index),
        {
          status,
          upload_id: at(real.uploads, upload).id,
          code: status === "validating" || status === "failed" ? null : code,
        },
      ]),
    ),
  );
  const icons = await rows.query<{ id: string; status: string }>(
    `SELECT id::text, status FROM icons WHERE app_id = $1::uuid`,
    of,
  );
  expect(new Map(icons.map(({ id, status }) => [id, status]))).toEqual(
    new Map(model.icons.map(({ status }, index) => [at(real.icons, index), status])),
  );

  const audit = await rows.query<{ id: string; actions: string[] }>(
    `SELECT subject_id::text AS id, array_agg(action ORDER BY id) AS actions FROM audit_events
     WHERE subject_id = ANY($1::uuid[]) GROUP BY subject_id`,
    [[...real.uploads.map(({ id }) => id), ...real.versions, ...real.icons]],
  );
  const due = [
    ...model.uploads.map(({ actions }, index) => [at(real.uploads, index).id, actions] as const),
    ...model.versions.map(({ actions }, index) => [at(real.versions, index), actions] as const),
    ...model.icons.map(({ actions }, index) => [at(real.icons, index), actions] as const),
  ];
  expect(new Map(audit.map(({ id, actions }) => [id, actions]))).toEqual(
    new Map<string, string[]>(due.filter(([, actions]) => actions.length > 0)),
  );
  await compareLedger(store, model, real);
}

/** The ledger against the model, and the bucket against the ledger. */
async function compareLedger({ rows, objects }: Observed, model: Model, real: Real): Promise<void> {
  const ledger = await rows.query<{ key: string; status: string }>(
    `SELECT key, status FROM objects WHERE app_id = $1::uuid`,
    [real.app.id],
  );
  const statusOf = new Map(ledger.map(({ key, status }) => [key, status]));
  // What was uploaded is kept for a day after a verdict against it.
  const kept = new Set(
    model.versions.filter(({ status }) => status === "failed").map(({ upload }) => upload),
  );
  model.uploads.forEach(({ status }, index) => {
    const { id } = at(real.uploads, index);
    const ended = kept.has(index) ? ["stored"] : ["deleting", "deleted"];
    const allowed = { open: ["pending"], completed: ["stored"] }[status as string] ?? ended;
    expect(allowed).toContain(statusOf.get(objectKeys.upload(id)));
  });
  model.versions.forEach(({ status, code }) => {
    const key = objectKeys.package({
      founderId: real.app.founderId,
      appId: real.app.id,
      versionCode: code,
    });
    const isStored = status !== "validating" && status !== "failed";
    expect(statusOf.get(key)).toBe(isStored ? "stored" : undefined);
  });
  for (const [key, status] of statusOf) {
    if (status === "stored") expect(objects.objects.has(key), key).toBe(true);
    if (status === "deleted") expect(objects.objects.has(key), key).toBe(false);
  }
}
