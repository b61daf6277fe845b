import {
  type AppId,
  type DeveloperId,
  type IdentityClaims,
  type Provenance,
  type TrustedExchange,
  type TrustedExchangeId,
  TrustedIdentity,
  type TrustedPublisher,
  type TrustedPublisherId,
  type TrustStore,
  type UploadId,
  type UserId,
} from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type {
  TrustedExchange as ExchangeRow,
  TrustedPublisher as PublisherRow,
} from "../generated/client.ts";

function toPublisher(row: PublisherRow): TrustedPublisher {
  return {
    id: row.id as TrustedPublisherId,
    appId: row.appId as AppId,
    developerId: row.developerId as DeveloperId,
    issuer: row.issuer,
    identity: TrustedIdentity.parse(row.identity),
    createdBy: row.createdBy as UserId,
    createdAt: row.createdAt,
  };
}

function toExchange(row: ExchangeRow): TrustedExchange {
  return {
    id: row.id as TrustedExchangeId,
    publisherId: row.publisherId as TrustedPublisherId,
    claims: row.claims as IdentityClaims,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    keptUntil: row.keptUntil,
    uploadId: row.uploadId as UploadId | null,
  };
}

export function createTrustStore({ prisma }: Connection): TrustStore {
  return {
    async add(publisher, most) {
      const live = await prisma.trustedPublisher.count({
        where: { appId: publisher.appId, removedAt: null },
      });
      if (live >= most) return false;
      await prisma.trustedPublisher.createMany({ data: publisher });
      return true;
    },

    async list(appId) {
      const rows = await prisma.trustedPublisher.findMany({
        where: { appId, removedAt: null },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      });
      return rows.map(toPublisher);
    },

    async remove(appId, id, at) {
      const { count } = await prisma.trustedPublisher.updateMany({
        where: { id, appId, removedAt: null },
        data: { removedAt: at },
      });
      return count === 1;
    },

    async removeAll(appId, at) {
      await prisma.trustedPublisher.updateMany({
        where: { appId, removedAt: null },
        data: { removedAt: at },
      });
    },

    async exchange(exchange, secrets) {
      // Only the same identity token can be in the way.
      const { count } = await prisma.trustedExchange.createMany({
        data: { ...exchange, claims: { ...exchange.claims }, ...secrets },
        skipDuplicates: true,
      });
      return count === 1;
    },

    async findByHash(hash) {
      const row = await prisma.trustedExchange.findUnique({ where: { hash }, include: { publisher: true } });
      if (!row || row.publisher.removedAt !== null) return null;
      return { exchange: toExchange(row), publisher: toPublisher(row.publisher) };
    },

    async bind(id, uploadId) {
      const { count } = await prisma.trustedExchange.updateMany({
        where: { id, OR: [{ uploadId: null }, { uploadId }] },
        data: { uploadId },
      });
      return count === 1;
    },

    async findProvenance(versionId) {
      const [row] = await prisma.$queryRaw<
        { identity: unknown; issuer: string; claims: IdentityClaims; at: Date }[]
      >`
        SELECT p.identity, p.issuer, e.claims, e.created_at AS at
        FROM versions v JOIN trusted_exchanges e ON e.upload_id = v.upload_id
          JOIN trusted_publishers p ON p.id = e.publisher_id
        WHERE v.id = ${versionId}::uuid ORDER BY e.created_at, e.id LIMIT 1`;
      if (!row) return null;
      const { issuer, claims, at } = row;
      return {
        provider: TrustedIdentity.parse(row.identity).provider,
        issuer,
        claims,
        at,
      } satisfies Provenance;
    },

    async forget(at, limit) {
      return prisma.$executeRaw`
        DELETE FROM trusted_exchanges WHERE id IN (
          SELECT id FROM trusted_exchanges
          WHERE upload_id IS NULL AND kept_until <= ${at}::timestamptz AND expires_at <= ${at}::timestamptz
          ORDER BY kept_until LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )`;
    },
  };
}
