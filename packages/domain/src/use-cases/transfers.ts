import { requirePermission, type UserActor } from "../actor.ts";
import {
  type AppTransfer,
  isOpenTransfer,
  type OfferedApp,
  transferLifetimeMs,
  whyOver,
} from "../app-transfer.ts";
import { DomainError } from "../errors.ts";
import { type AppId, newId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { isSecretText, newSecretText, secretHash } from "../secret-text.ts";
import { announce } from "./announce.ts";
import { requireOwnApp } from "./require-own-app.ts";
import { requireStanding } from "./require-standing.ts";

/**
 * Offers an app to whichever account an owner takes it over for with the link: nothing changes until then. The link's
 * text is known from here on to nobody but the caller.
 * @throws DomainError `transfer_under_way`, `not_found`, `account_role_required`, `token_not_allowed`.
 */
export async function offerApp(
  { db, clock }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<{ transfer: AppTransfer; text: string }> {
  const now = clock.now();
  const text = newSecretText("transfer");
  const hash = await secretHash(text);
  const transfer: AppTransfer = {
    id: newId(now),
    appId,
    fromDeveloperId: actor.developerId,
    offeredBy: actor.userId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + transferLifetimeMs),
    status: "open",
    toDeveloperId: null,
    endedAt: null,
  };
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "app.transfer");
    await stores.apps.lock(appId);
    await requireOwnApp(stores, actor, appId, "app.transfer");
    if (!(await stores.transfers.create(transfer, hash))) throw new DomainError("transfer_under_way");
    await stores.audit.append({
      actor,
      action: "app.offered",
      subjectId: appId,
      appId,
      at: now,
      data: { transfer: transfer.id },
    });
  });
  return { transfer, text };
}

/** The app's open offer; null when it is not offered. @throws DomainError `not_found`, `account_role_required`. */
export async function getOffer(
  { db, clock }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<AppTransfer | null> {
  await requireOwnApp(db, actor, appId, "app.transfer");
  const transfer = await db.transfers.findOpen(appId);
  return transfer && isOpenTransfer(transfer, clock.now()) ? transfer : null;
}

/** @throws DomainError `transfer_ended`, `not_found`, `account_role_required`, `token_not_allowed`. */
export async function callOffOffer(
  { db, clock }: Ports,
  { actor, appId }: { actor: UserActor; appId: AppId },
): Promise<void> {
  const now = clock.now();
  await db.transaction(async (stores) => {
    await requireStanding(stores, actor, "app.transfer");
    await requireOwnApp(stores, actor, appId, "app.transfer");
    const transfer = await stores.transfers.findOpen(appId);
    const end = { status: "called_off", to: null, at: now } as const;
    if (!transfer || !(await stores.transfers.end(transfer.id, end))) throw new DomainError("transfer_ended");
    await stores.audit.append({
      actor,
      action: "app.offer_called_off",
      subjectId: appId,
      appId,
      at: now,
      data: { transfer: transfer.id },
    });
  });
}

/** What the link with this text offers; null when there is none such. Whoever has the link may know. */
export async function readOffer(
  { db }: Ports,
  { actor, text }: { actor: UserActor; text: string },
): Promise<(AppTransfer & OfferedApp) | null> {
  requirePermission(actor, "self.manage");
  return isSecretText("transfer", text) ? db.transfers.findByHash(await secretHash(text)) : null;
}

/**
 * Takes an offered app over for the account the actor acts for: versions, uploads and pictures come with it, reviews
 * and releases go on. Who published for it without a password has to be set up again, and tokens for it alone stop.
 * @throws DomainError `transfer_ended`, `transfer_to_self`, `storage_quota_exceeded`, `not_found`,
 *   `account_role_required`, `token_not_allowed`.
 */
export async function acceptOffer(
  { db, clock }: Ports,
  { actor, text }: { actor: UserActor; text: string },
): Promise<{ appId: AppId; packageId: string }> {
  requirePermission(actor, "app.transfer");
  const now = clock.now();
  const to = actor.developerId;
  return db.transaction(async (stores) => {
    const { fromDeveloperId: from } = await requireOffer(stores, text);
    if (from === to) throw new DomainError("transfer_to_self");
    // Both accounts are held, in one order, so that two that take over from each other do not wait for ever; no upload
    // is admitted to either meanwhile.
    for (const id of [from, to].sort()) await stores.quotas.hold(id);
    await requireStanding(stores, actor, "app.transfer");
    const { app, id, storedBytes, ...transfer } = await requireOffer(stores, text);
    const message = whyOver({ ...transfer, id }, now);
    if (message !== null) throw new DomainError("transfer_ended", { message });
    await requireSpace(stores, actor, storedBytes, now);
    const moved = await stores.transfers.handOver(app.id, { from, to });
    if (!moved || !(await stores.transfers.end(id, { status: "accepted", to, at: now })))
      throw new DomainError("transfer_ended");
    await stores.trust.removeAll(app.id, now);
    await stores.tokens.revokeAll({ appId: app.id }, now);
    await stores.audit.append({
      actor,
      action: "app.transferred",
      subjectId: app.id,
      appId: app.id,
      at: now,
      data: { from, to, transfer: id },
    });
    const news = { kind: "app.transferred", actor, at: now, appId: app.id } as const;
    await announce(
      stores,
      { ...news, developerId: from, data: { app: app.name, came: false } },
      { ...news, developerId: to, data: { app: app.name, came: true } },
    );
    return { appId: app.id, packageId: app.packageId };
  });
}

async function requireOffer(stores: Stores, text: string): Promise<AppTransfer & OfferedApp> {
  const found = isSecretText("transfer", text)
    ? await stores.transfers.findByHash(await secretHash(text))
    : null;
  if (!found) throw new DomainError("not_found");
  return found;
}

async function requireSpace(
  stores: Stores,
  { developerId }: UserActor,
  bytes: number,
  now: Date,
): Promise<void> {
  const quota = await stores.quotas.hold(developerId);
  const { storedBytes } = await stores.quotas.usage(developerId, now);
  if (storedBytes + bytes <= quota.storedBytes) return;
  throw new DomainError("storage_quota_exceeded", {
    message: `Your account may keep ${quota.storedBytes} bytes in this store and uses ${storedBytes}; the app brings ${bytes}. Ask the store's administrators for more.`,
  });
}
