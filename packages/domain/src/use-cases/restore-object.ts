import { isDomainError } from "../errors.ts";
import type { FindingOutcome, OutcomeNote, QuarantinedObject } from "../inventory.ts";
import { cacheControl, screenshotContentType } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import type { ObjectKind } from "../stored-object.ts";
import { uploadRules } from "../upload.ts";
import { deleteObjects } from "./delete-object.ts";
import { canBeQuarantined, copyToQuarantine } from "./quarantine-object.ts";
import { leave, noteRepaired, type RepairCase } from "./repair-case.ts";

/** Objects in quarantine that are looked at for the bytes that are missing. */
const mostCandidates = 10;

const headersOf = {
  package: { contentType: uploadRules.package.contentType, cacheControl: cacheControl.package },
  icon: { contentType: "image/png", cacheControl: cacheControl.icon },
  screenshot: { contentType: screenshotContentType, cacheControl: cacheControl.screenshot },
} as const;

/** The note where no good copy is left. */
const lost = {
  package: "package_lost",
  icon: "icon_lost",
  screenshot: "screenshot_lost",
} as const satisfies Record<keyof typeof headersOf, OutcomeNote>;

function canBeRestored(kind: ObjectKind): kind is keyof typeof headersOf {
  return Object.hasOwn(headersOf, kind);
}

/**
 * Brings back a package, an icon or a screenshot: bytes with the ledger's SHA-256 are looked for at the key itself, where only the
 * entity tag may be another, and in quarantine. Where there are none it is for people to mend; a wrong package is taken
 * out of the way then, so that no device gets it, and a wrong picture stays until there is another.
 */
export async function restoreFromQuarantine(ports: Ports, current: RepairCase): Promise<FindingOutcome> {
  const { db, objects, clock } = ports;
  const { finding, row, object } = current;
  if (!row || !canBeRestored(row.kind))
    throw new Error(`finding ${finding.id} is about nothing that quarantine could have`);
  const { key } = finding;
  const { kind } = row;
  if (object && finding.kind !== "wrong_hash" && (await hasHash(ports, current, object, row.sha256))) {
    await db.transaction(async (stores) => {
      await stores.objects.stored({ ...object, sha256: row.sha256, at: clock.now() });
      await noteRepaired(stores, finding);
    });
    return "repaired";
  }
  if (object && !canBeQuarantined(current)) return leave(ports, finding, "needs_person", "key_too_long");
  if (object) await copyToQuarantine(ports, current);
  const good = await findGoodCopy(ports, current);
  if (!good) {
    const isWrongPackage = object !== null && kind === "package";
    // Nothing is ever written again at a package's key, so that this cannot be another object than the one kept.
    if (isWrongPackage) await objects.delete(key);
    return leave(ports, finding, "needs_person", lost[kind]);
  }
  const head = await objects.copy({ from: good.key, sourceEtag: good.etag, to: key, ...headersOf[kind] });
  await db.transaction(async (stores) => {
    const at = clock.now();
    await stores.objects.stored({ key, ...head, sha256: row.sha256, at });
    if (await stores.quarantine.end(good.id, "put_back")) await deleteObjects(stores, [good.key], at);
    await noteRepaired(stores, finding);
  });
  return "repaired";
}

async function findGoodCopy(ports: Ports, current: RepairCase): Promise<QuarantinedObject | null> {
  const { row } = current;
  if (!row?.sha256 || row.size === null) return null;
  for (const kept of await ports.db.quarantine.listOfSize(row.size, mostCandidates))
    if (await hasHash(ports, current, kept, row.sha256)) return kept;
  return null;
}

/** False also for what is not there any more. */
async function hasHash(
  { objects }: Ports,
  { signal, row }: RepairCase,
  { key, etag, size }: { key: string; etag: string; size: number },
  sha256: string | null,
): Promise<boolean> {
  if (sha256 === null || size !== row?.size) return false;
  try {
    return (await objects.digest(key, { etag, ...(signal && { signal }) })) === sha256;
  } catch (error) {
    if (isDomainError(error, "object_missing") || isDomainError(error, "object_changed")) return false;
    throw error;
  }
}
