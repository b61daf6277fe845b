import type { AccountRole } from "../permission.ts";

/** What can be sent, and what each says. */
export type MailTemplate = {
  name: "invitation";
  props: { accountName: string; inviterName: string; role: AccountRole; link: string; expiresAt: Date };
};

/** Sends mail. */
export interface Mailer {
  /** @throws DomainError `service_unavailable` when it cannot be handed over now. */
  send(mail: { to: string; template: MailTemplate; idempotencyKey: string }): Promise<void>;
}
