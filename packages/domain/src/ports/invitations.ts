import type { DeveloperId, InvitationId, UserId } from "../ids.ts";
import type { Invitation, InvitationStatus } from "../invitation.ts";

/** An invitation with the names its page shows. */
export interface NamedInvitation extends Invitation {
  /** Whether its link has been made: not as long as its mail waits to be sent. */
  isSent: boolean;
  accountName: string;
  inviterName: string;
}

export interface InvitationStore {
  /** Without a hash until the worker has made its secret and sent it. */
  create(invitation: Invitation, hash: string | null): Promise<void>;
  find(id: InvitationId): Promise<NamedInvitation | null>;
  findByHash(hash: string): Promise<NamedInvitation | null>;
  /** Those that wait for an answer and have not expired. */
  countOpen(developerId: DeveloperId, at: Date): Promise<number>;
  /** Those that wait for an answer, expired ones too: the newest first, at most `limit`. */
  listUnanswered(developerId: DeveloperId, limit: number): Promise<NamedInvitation[]>;
  /** Gives an open one another secret, which ends the one before, and another end. False when it is not open. */
  renew(id: InvitationId, to: { hash: string | null; expiresAt: Date }): Promise<boolean>;
  /** False when it is not open. */
  end(
    id: InvitationId,
    end: { status: Exclude<InvitationStatus, "open">; by: UserId; at: Date },
  ): Promise<boolean>;
}
