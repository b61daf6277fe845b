import type { TrustStore } from "../../ports/trust.ts";
import type { TrustedPublisher } from "../../trusted-publisher.ts";
import { type Access, copyOf, type State } from "./state.ts";

function publisherIn(row: TrustedPublisher & { removedAt: Date | null }): TrustedPublisher {
  const { removedAt: _, ...publisher } = row;
  return structuredClone(publisher);
}

function liveOf({ publishers }: State, appId: TrustedPublisher["appId"]): TrustedPublisher[] {
  return [...publishers.values()]
    .filter((row) => row.appId === appId && row.removedAt === null)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .map(publisherIn);
}

export function memoryTrustStore({ read, write }: Access): TrustStore {
  return {
    add: (publisher, most) =>
      write((state) => {
        if (liveOf(state, publisher.appId).length >= most) return false;
        state.publishers.set(publisher.id, { ...structuredClone(publisher), removedAt: null });
        return true;
      }),

    list: async (appId) => liveOf(read(), appId),

    remove: (appId, id, at) =>
      write(({ publishers }) => {
        const known = publishers.get(id);
        if (known?.appId !== appId || known.removedAt !== null) return false;
        publishers.set(id, { ...known, removedAt: at });
        return true;
      }),

    removeAll: (appId, at) =>
      write(({ publishers }) => {
        for (const [id, row] of publishers)
          if (row.appId === appId && row.removedAt === null) publishers.set(id, { ...row, removedAt: at });
      }),

    exchange: (exchange, secrets) =>
      write(({ exchanges }) => {
        const isKnown = [...exchanges.values()].some(
          ({ identitySha256 }) => identitySha256 === secrets.identitySha256,
        );
        if (isKnown) return false;
        exchanges.set(exchange.id, { ...structuredClone(exchange), ...secrets });
        return true;
      }),

    async findByHash(wanted) {
      const { exchanges, publishers } = read();
      const row = [...exchanges.values()].find((one) => one.hash === wanted);
      const publisher = row && publishers.get(row.publisherId);
      if (!publisher || publisher.removedAt !== null) return null;
      const { hash: _, identitySha256: _same, ...exchange } = row;
      return { exchange: structuredClone(exchange), publisher: publisherIn(publisher) };
    },

    bind: (id, uploadId) =>
      write(({ exchanges }) => {
        const known = exchanges.get(id);
        if (!known || (known.uploadId !== null && known.uploadId !== uploadId)) return false;
        exchanges.set(id, { ...known, uploadId });
        return true;
      }),

    async findProvenance(versionId) {
      const { versions, exchanges, publishers } = read();
      const uploadId = versions.get(versionId)?.uploadId;
      const [row] = [...exchanges.values()]
        .filter((one) => uploadId !== undefined && one.uploadId === uploadId)
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
      const publisher = row && publishers.get(row.publisherId);
      if (!publisher) return null;
      const { issuer, identity } = publisher;
      return copyOf({ provider: identity.provider, issuer, claims: row.claims, at: row.createdAt });
    },

    forget: (at, limit) =>
      write(({ exchanges }) => {
        const spent = [...exchanges.values()]
          .filter(
            ({ uploadId, keptUntil, expiresAt }) => uploadId === null && keptUntil <= at && expiresAt <= at,
          )
          .slice(0, limit);
        for (const { id } of spent) exchanges.delete(id);
        return spent.length;
      }),
  };
}
