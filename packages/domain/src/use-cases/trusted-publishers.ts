import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId, type TrustedPublisherId, type VersionId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import {
  issuerOf,
  mostPublishers,
  type Provenance,
  type TrustedIdentity,
  type TrustedPublisher,
} from "../trusted-publisher.ts";
import { requireOwnApp } from "./require-own-app.ts";

/** @throws DomainError `trust_limit_reached`, `not_found`, `account_role_required`, `token_not_allowed`. */
export async function addTrustedPublisher(
  { db, clock }: Ports,
  { actor, appId, identity }: { actor: UserActor; appId: AppId; identity: TrustedIdentity },
): Promise<TrustedPublisher> {
  const now = clock.now();
  return db.transaction(async (stores) => {
    await stores.apps.lock(appId);
    const { developerId } = await requireOwnApp(stores, actor, appId, "trust.manage");
    const publisher: TrustedPublisher = {
      id: newId(now),
      appId,
      developerId,
      issuer: issuerOf(identity),
      identity,
      createdBy: actor.userId,
      createdAt: now,
    };
    if (!(await stores.trust.add(publisher, mostPublishers))) throw new DomainError("trust_limit_reached");
    await stores.audit.append({
      actor,
      action: "trust.added",
      subjectId: publisher.id,
      appId,
      at: now,
      data: { app: appId, issuer: publisher.issuer, who: nameOf(identity) },
    });
    return publisher;
  });
}

/** @throws DomainError `not_found`, `account_role_required`, `token_not_allowed`. */
export async function listTrustedPublishers(
  { db }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<TrustedPublisher[]> {
  await requireOwnApp(db, actor, appId, "trust.manage");
  return db.trust.list(appId);
}

/**
 * What it got leave for and has not begun stops at once.
 * @throws DomainError `not_found`, `account_role_required`, `token_not_allowed`.
 */
export async function removeTrustedPublisher(
  { db, clock }: Ports,
  { actor, appId, publisherId }: { actor: UserActor; appId: AppId; publisherId: TrustedPublisherId },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await requireOwnApp(stores, actor, appId, "trust.manage");
    if (!(await stores.trust.remove(appId, publisherId, now))) throw new DomainError("not_found");
    await stores.audit.append({
      actor,
      action: "trust.removed",
      subjectId: publisherId,
      appId,
      at: now,
      data: { app: appId },
    });
  });
}

/** Where a version the actor may see was built, if an issuer vouched for it. @throws DomainError `not_found`. */
export async function getProvenance(
  { db }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<Provenance | null> {
  if (!(await db.versions.find(actor, versionId))) throw new DomainError("not_found");
  return db.trust.findProvenance(versionId);
}

function nameOf(identity: TrustedIdentity): string {
  return identity.provider === "github" ? `${identity.repository} ${identity.workflow}` : identity.subject;
}
