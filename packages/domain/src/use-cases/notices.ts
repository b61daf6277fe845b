import { requirePermission, type UserActor } from "../actor.ts";
import type { NoticeKind } from "../announcement.ts";
import { DomainError } from "../errors.ts";
import type { AnnouncementId } from "../ids.ts";
import type { Page } from "../listing.ts";
import {
  type Bell,
  defaultChoice,
  kindsOf,
  type Notice,
  type NoticeChoice,
  type NoticeQuery,
} from "../notice.ts";
import type { Ports } from "../ports/ports.ts";

/** The actor's notices. @throws DomainError `token_not_allowed`. */
export async function listNotices(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: NoticeQuery },
): Promise<Page<Notice>> {
  requirePermission(actor, "self.manage");
  return db.queries.listNotices(actor, query);
}

/** How many of the actor's notices are unread, and the latest. @throws DomainError `token_not_allowed`. */
export async function readBell({ db }: Ports, { actor }: { actor: UserActor }): Promise<Bell> {
  requirePermission(actor, "self.manage");
  return db.queries.readBell(actor);
}

/**
 * Marks the actor's notices as read: these, or all. What is not theirs is passed over.
 * @throws DomainError `token_not_allowed`.
 */
export async function markNoticesRead(
  { db, clock }: Ports,
  { actor, ids }: { actor: UserActor; ids: readonly AnnouncementId[] | null },
): Promise<void> {
  requirePermission(actor, "self.manage");
  await db.notices.markRead(actor.userId, ids, clock.now());
}

/**
 * How the actor is told of each kind that can concern them, and the address e-mails go to, null without one.
 * @throws DomainError `token_not_allowed`.
 */
export async function readNoticeChoices(
  { db }: Ports,
  { actor }: { actor: UserActor },
): Promise<{ choices: NoticeChoice[]; address: string | null }> {
  requirePermission(actor, "self.manage");
  const [chosen, address] = await Promise.all([
    db.notices.listChoices(actor.userId),
    db.notices.findAddress(actor.userId),
  ]);
  const byKind = new Map(chosen.map((choice) => [choice.kind, choice]));
  return { choices: kindsOf(actor.role).map((kind) => byKind.get(kind) ?? defaultChoice(kind)), address };
}

/** Has the actor told of a kind in this way. @throws DomainError `token_not_allowed`, `not_found` for a kind of another role. */
export async function chooseNotices(
  { db }: Ports,
  { actor, ...choice }: { actor: UserActor; kind: NoticeKind; portal: boolean; mail: boolean },
): Promise<void> {
  requirePermission(actor, "self.manage");
  if (!kindsOf(actor.role).includes(choice.kind)) throw new DomainError("not_found");
  await db.notices.choose(actor.userId, choice);
}
