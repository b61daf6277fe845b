/** What an e-mail says, by template. */
export type MailTemplate =
  | {
      name: "notice";
      props: {
        /** Who reads it. */
        name: string;
        sentence: string;
        /** Where one sees to it. */
        link: string;
        /** Where one chooses what one is told. */
        settingsLink: string;
      };
    }
  | {
      name: "invitation";
      props: { accountName: string; inviterName: string; role: string; link: string; expiresAt: Date };
    };

export interface Mail {
  to: string;
  template: MailTemplate;
  /** The same for every attempt: it becomes the Message-ID, by which a repetition is known. */
  idempotencyKey: string;
  /** Address at which one click ends e-mails like this one (RFC 8058). */
  unsubscribe?: string | undefined;
}

/** The way to people's mailboxes. */
export interface Mailer {
  /**
   * Hands a mail over; repeating it may deliver it twice, under the same Message-ID.
   * @throws DomainError `service_unavailable` when the mail server does not answer or asks to come again,
   *   `mail_refused` when it refuses for good.
   */
  send(mail: Mail): Promise<void>;
}
