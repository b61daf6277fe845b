import type { AppId, DeveloperId, UserId } from "../ids.ts";
import type { AccountRole } from "../permission.ts";
import type { Account, Member, OwnAccount } from "../team.ts";

/** Developer accounts and who belongs to them. */
export interface AccountStore {
  find(id: DeveloperId): Promise<Account | null>;
  /** Adds an account with its first member. */
  create(account: Account, first: { userId: UserId; role: AccountRole }): Promise<void>;
  rename(id: DeveloperId, name: string): Promise<void>;
  /** Holds the account's row until the transaction ends: who belongs to it is changed by one at a time. */
  lock(id: DeveloperId): Promise<void>;
  /** The same for a person: they join and leave accounts one after the other. */
  lockPerson(id: UserId): Promise<void>;
  /** The accounts a person belongs to, the first they joined first; at most `mostAccounts` are ever there. */
  listOf(userId: UserId): Promise<OwnAccount[]>;
  /** Owners first, then by name; at most `mostMembers` are ever there. */
  listMembers(id: DeveloperId): Promise<Member[]>;
  findMember(id: DeveloperId, userId: UserId): Promise<Member | null>;
  countOwners(id: DeveloperId): Promise<number>;
  /** False when they belong to it already. */
  addMember(id: DeveloperId, member: { userId: UserId; role: AccountRole; at: Date }): Promise<boolean>;
  /** False when there is no such member. */
  setRole(id: DeveloperId, userId: UserId, role: AccountRole): Promise<boolean>;
  /** False when there is no such member. */
  removeMember(id: DeveloperId, userId: UserId): Promise<boolean>;
  /** The account that has the app with this package id, if the person belongs to it. */
  findOwnWithApp(userId: UserId, packageId: string): Promise<(Account & { appId: AppId }) | null>;
}
