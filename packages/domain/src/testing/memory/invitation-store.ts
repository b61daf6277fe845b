import type { Invitation } from "../../invitation.ts";
import type { InvitationStore, NamedInvitation } from "../../ports/invitations.ts";
import type { Access, State } from "./state.ts";

function named(state: State, { hash, ...row }: Invitation & { hash: string | null }): NamedInvitation {
  return structuredClone({
    ...row,
    isSent: hash !== null,
    accountName: state.developers.get(row.developerId) ?? "",
    inviterName: state.users.get(row.invitedBy)?.name ?? "",
  });
}

export function memoryInvitationStore({ read, write }: Access): InvitationStore {
  return {
    create: (invitation, hash) =>
      write(
        ({ invitations }) => void invitations.set(invitation.id, { ...structuredClone(invitation), hash }),
      ),

    async find(id) {
      const state = read();
      const row = state.invitations.get(id);
      return row ? named(state, row) : null;
    },

    async findByHash(hash) {
      const state = read();
      const row = [...state.invitations.values()].find((one) => one.hash === hash);
      return row ? named(state, row) : null;
    },

    countOpen: async (developerId, at) =>
      [...read().invitations.values()].filter(
        (one) => one.developerId === developerId && one.status === "open" && one.expiresAt > at,
      ).length,

    async listUnanswered(developerId, limit) {
      const state = read();
      return [...state.invitations.values()]
        .filter((one) => one.developerId === developerId && one.status === "open")
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
        .map((row) => named(state, row));
    },

    renew: (id, to) =>
      write(({ invitations }) => {
        const known = invitations.get(id);
        if (known?.status !== "open") return false;
        invitations.set(id, { ...known, ...to });
        return true;
      }),

    end: (id, { status, by, at }) =>
      write(({ invitations }) => {
        const known = invitations.get(id);
        if (known?.status !== "open") return false;
        invitations.set(id, { ...known, status, answeredAt: at, answeredBy: by });
        return true;
      }),
  };
}
