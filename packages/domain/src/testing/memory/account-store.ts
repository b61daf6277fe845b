import type { DeveloperId, UserId } from "../../ids.ts";
import { accountRoles } from "../../permission.ts";
import type { AccountStore } from "../../ports/accounts.ts";
import type { Account, Member } from "../../team.ts";
import type { Access, MembershipRow, State } from "./state.ts";

const rowKey = (id: DeveloperId, userId: UserId) => `${id} ${userId}`;

function accountIn(state: State, id: DeveloperId): Account | null {
  const name = state.developers.get(id);
  const createdAt = state.developersSince.get(id);
  return name === undefined || createdAt === undefined ? null : { id, name, createdAt };
}

function membersIn({ memberships }: State, id: DeveloperId): MembershipRow[] {
  return [...memberships.values()].filter(({ developerId }) => developerId === id);
}

function memberOf(state: State, { userId, role, createdAt }: MembershipRow): Member {
  const person = state.users.get(userId);
  if (!person) throw new Error(`there is no user ${userId}`);
  const seen = [...state.sessions.values()]
    .filter((session) => session.userId === userId)
    .map(({ lastSeenAt }) => lastSeenAt.getTime());
  const { name, email, avatarUrl } = person;
  const lastSeenAt = seen.length === 0 ? null : new Date(Math.max(...seen));
  return { userId, name, email, avatarUrl, role, joinedAt: createdAt, lastSeenAt };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function memoryAccountStore({ inTransaction, now, read, write }: Access): AccountStore {
  /** Transactions run one after the other here, so that every lock is already held. */
  async function lock(): Promise<void> {
    if (!inTransaction) throw new Error("rows can be locked inside a transaction only");
  }

  return {
    find: async (id) => accountIn(read(), id),

    create: ({ id, name, createdAt }, { userId, role }) =>
      write((state) => {
        state.developers.set(id, name);
        state.developersSince.set(id, createdAt);
        state.memberships.set(rowKey(id, userId), { developerId: id, userId, role, createdAt });
      }),

    rename: (id, name) => write(({ developers }) => void developers.set(id, name)),

    lock,
    lockPerson: lock,

    async listOf(userId) {
      const state = read();
      return [...state.memberships.values()]
        .filter((row) => row.userId === userId)
        .sort(
          (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || compare(a.developerId, b.developerId),
        )
        .flatMap(({ developerId, role }) => {
          const account = accountIn(state, developerId);
          return account ? [{ ...account, role, members: membersIn(state, developerId).length }] : [];
        });
    },

    async listMembers(id) {
      const state = read();
      return membersIn(state, id)
        .map((row) => memberOf(state, row))
        .sort(
          (a, b) =>
            accountRoles.indexOf(a.role) - accountRoles.indexOf(b.role) ||
            compare(a.name.toLowerCase(), b.name.toLowerCase()) ||
            compare(a.userId, b.userId),
        );
    },

    async findMember(id, userId) {
      const state = read();
      const row = state.memberships.get(rowKey(id, userId));
      return row ? memberOf(state, row) : null;
    },

    countOwners: async (id) => membersIn(read(), id).filter(({ role }) => role === "owner").length,

    addMember: (id, { userId, role, at }) =>
      write(({ memberships }) => {
        if (memberships.has(rowKey(id, userId))) return false;
        memberships.set(rowKey(id, userId), { developerId: id, userId, role, createdAt: at });
        return true;
      }),

    setRole: (id, userId, role) =>
      write(({ memberships }) => {
        const row = memberships.get(rowKey(id, userId));
        if (row) memberships.set(rowKey(id, userId), { ...row, role });
        return row !== undefined;
      }),

    removeMember: (id, userId) =>
      write(({ memberships, formerMembers }) => {
        const isRemoved = memberships.delete(rowKey(id, userId));
        if (isRemoved) formerMembers.set(rowKey(id, userId), now());
        return isRemoved;
      }),

    async findOwnWithApp(userId, packageId) {
      const state = read();
      const app = [...state.apps.values()].find((one) => one.packageId === packageId);
      if (!app || !state.memberships.has(rowKey(app.developerId, userId))) return null;
      const account = accountIn(state, app.developerId);
      return account && { ...account, appId: app.id };
    },
  };
}
