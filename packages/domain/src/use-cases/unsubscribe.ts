import type { NoticeKind } from "../announcement.ts";
import { DomainError } from "../errors.ts";
import { defaultChoice } from "../notice.ts";
import type { Ports } from "../ports/ports.ts";
import { readUnsubscribeToken } from "../unsubscribe-token.ts";

/**
 * Ends e-mails of one kind for whoever the link was sent to: the link is all it takes. Repeating it is harmless.
 * @throws DomainError `unsubscribe_link_invalid`.
 */
export async function unsubscribe(
  { db }: Ports,
  { token, secret }: { token: string; secret: string },
): Promise<{ kind: NoticeKind }> {
  const unsubscription = await readUnsubscribeToken(secret, token);
  if (!unsubscription) throw new DomainError("unsubscribe_link_invalid");
  const { userId, kind } = unsubscription;
  if (!(await db.notices.endMail(userId, kind, defaultChoice(kind))))
    throw new DomainError("unsubscribe_link_invalid");
  return { kind };
}
