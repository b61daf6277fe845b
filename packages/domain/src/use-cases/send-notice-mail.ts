import type { AnnouncementId, UserId } from "../ids.ts";
import { defaultChoice, noticePlace, noticeSentence } from "../notice.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Ports } from "../ports/ports.ts";
import { unsubscribeToken } from "../unsubscribe-token.ts";

/** What links in e-mails and messages are made of. */
export interface PortalLinks {
  /** Where people reach the portal, without a slash at the end. */
  portalUrl: string;
  /** Signs what needs no sign-in. */
  linkSecret: string;
}

/**
 * Sends one person the e-mail about an announcement, unless it does not concern them any more or they chose otherwise
 * since. What runs twice sends the same mail under the same Message-ID.
 * @throws DomainError `service_unavailable`, `mail_refused`.
 */
export async function sendNoticeMail(
  { db, mailer, links }: Ports & { mailer: Mailer; links: PortalLinks },
  { announcementId, userId }: { announcementId: AnnouncementId; userId: UserId },
): Promise<void> {
  const told = await db.announcements.find(announcementId);
  if (!told) return;
  const { kind } = told.announcement;
  const recipient = await db.notices.findRecipient(told.announcement, userId, defaultChoice(kind));
  if (!recipient) return;
  const token = await unsubscribeToken(links.linkSecret, { userId, kind });
  await mailer.send({
    to: recipient.address,
    template: {
      name: "notice",
      props: {
        name: recipient.name,
        sentence: noticeSentence(told),
        link: `${links.portalUrl}${noticePlace(told)}`,
        settingsLink: `${links.portalUrl}/console/notifications/settings`,
      },
    },
    idempotencyKey: `notice.${announcementId}.${userId}`,
    unsubscribe: `${links.portalUrl}/api/v1/unsubscribe/${token}`,
  });
}
