import { system } from "../actor.ts";
import type { VersionId } from "../ids.ts";
import type { Stores } from "../ports/stores.ts";
import { storeFindings } from "../store-findings.ts";
import { interruptedCode } from "../version.ts";
import { changeVersion } from "./change-version.ts";
import { tellOfVersion } from "./tell-of-version.ts";

/**
 * Ends a check that the store could not finish, inside a transaction. The uploaded bytes and what the check has
 * claimed stay, so that it can be taken up again. Does nothing to a version whose verdict stands.
 */
export async function interruptVersion(stores: Stores, versionId: VersionId, at: Date): Promise<void> {
  const version = await stores.versions.find(system, versionId);
  if (version?.status !== "validating") return;
  const ended = await changeVersion(stores, {
    actor: system,
    version,
    to: "failed",
    action: "version.interrupted",
    at,
    // A run that is still alive has lost with this.
    set: { step: null, findings: [storeFindings.checkInterrupted()], attempt: version.attempt + 1 },
    data: { step: version.step },
  });
  const data = { codes: interruptedCode };
  await tellOfVersion(stores, { kind: "version.failed", actor: system, version: ended, at, data });
}
