import { mostAccountsShown, type Queries } from "../../ports/queries.ts";
import { contains, cut } from "./queries.ts";
import type { State } from "./state.ts";

export function memoryPeopleQueries(read: () => State): Pick<Queries, "listPeople"> {
  return {
    async listPeople(query) {
      const { users, sessions, identities, memberships, developers } = read();
      const items = [...users.values()].map((user) => {
        const seen = [...sessions.values()]
          .filter(({ userId }) => userId === user.id)
          .map(({ lastSeenAt }) => lastSeenAt.getTime());
        const accounts = [...memberships.values()]
          .filter(({ userId }) => userId === user.id)
          .sort(
            (a, b) =>
              a.createdAt.getTime() - b.createdAt.getTime() || (a.developerId < b.developerId ? -1 : 1),
          )
          .map(({ developerId, role }) => ({
            id: developerId,
            name: developers.get(developerId) ?? "",
            role,
          }));
        return {
          ...structuredClone(user),
          lastSeenAt: seen.length > 0 ? new Date(Math.max(...seen)) : null,
          identities: [...identities]
            .filter(([, id]) => id === user.id)
            .map(([key]) => key.replace(" ", ":"))
            .sort(),
          accounts: accounts.slice(0, mostAccountsShown),
          accountCount: accounts.length,
        };
      });
      const kept = items
        .filter(({ role }) => query.role === null || role === query.role)
        .filter((one) => contains(query.search, [one.name, one.email ?? undefined, ...one.identities]))
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      return cut(kept, query);
    },
  };
}
