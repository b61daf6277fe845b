import type { InvitationId } from "../ids.ts";
import { isOpenInvitation } from "../invitation.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Ports } from "../ports/ports.ts";
import { newSecretText, secretHash } from "../secret-text.ts";

/**
 * Sends an invitation to the address it names. The secret of its link is made here and kept as a hash alone, before it is
 * sent: sent twice, the later mail's link is the one that works.
 * @throws DomainError `service_unavailable` when the mail cannot be handed over now.
 */
export async function sendInvitation(
  {
    db,
    clock,
    mailer,
    links,
  }: Pick<Ports, "db" | "clock"> & { mailer: Mailer; links: { portalUrl: string } },
  { invitationId }: { invitationId: InvitationId },
): Promise<void> {
  const invitation = await db.invitations.find(invitationId);
  if (!invitation || invitation.email === null || !isOpenInvitation(invitation, clock.now())) return;
  const { accountName, inviterName, role, email, expiresAt } = invitation;
  const text = newSecretText("invitation");
  const hash = await secretHash(text);
  if (!(await db.invitations.renew(invitationId, { hash, expiresAt }))) return;
  await mailer.send({
    to: email,
    template: {
      name: "invitation",
      props: { accountName, inviterName, role, link: `${links.portalUrl}/invitations/${text}`, expiresAt },
    },
    // A mail with another link is another mail.
    idempotencyKey: `invitation-${hash}`,
  });
}
