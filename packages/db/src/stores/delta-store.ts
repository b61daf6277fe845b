import type { Delta, DeltaReason, DeltaStatus, DeltaStore, OfferedDelta, VersionId } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type { Prisma } from "../generated/client.ts";
import { toVersion } from "../rows/version-row.ts";

/** Of columns that a check constraint says are there for what is offered. */
function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("an offered delta has no bytes");
  return value;
}

export function createDeltaStore({ prisma, atomically }: Connection): DeltaStore {
  const change = async (
    tx: Prisma.TransactionClient,
    where: Prisma.DeltaWhereInput,
    data: Prisma.DeltaUpdateManyMutationInput,
  ): Promise<number> =>
    (await tx.delta.updateMany({ where, data: { ...data, changedAt: new Date() } })).count;

  const withBases = (versionId: VersionId, status?: DeltaStatus) =>
    prisma.delta.findMany({
      where: { versionId, ...(status && { status }) },
      include: { base: { select: { versionCode: true } } },
      orderBy: { base: { versionCode: "desc" } },
    });

  return {
    async describe(versionId) {
      const list = await prisma.contentList.findUnique({ where: { versionId } });
      if (!list) return { contentsSha256: null, deltas: [] };
      const rows = await withBases(versionId, "offered");
      const deltas = rows.map(
        ({ base, size, sha256, fromContentsSha256 }): OfferedDelta => ({
          fromVersionCode: present(base.versionCode),
          fromContentsSha256: present(fromContentsSha256),
          size: Number(present(size)),
          sha256: present(sha256),
        }),
      );
      return { contentsSha256: list.sha256, deltas };
    },

    async listBases({ appId, versionCode }, limit) {
      const rows = await prisma.version.findMany({
        where: { appId, status: "published", purgedAt: null, versionCode: { lt: versionCode ?? 0 } },
        orderBy: { versionCode: "desc" },
        take: limit,
      });
      return rows.map(toVersion);
    },

    async list(versionId) {
      const rows = await withBases(versionId);
      return rows.map(
        (row): Delta => ({
          versionId: row.versionId as VersionId,
          baseId: row.baseId as VersionId,
          fromVersionCode: present(row.base.versionCode),
          status: row.status as DeltaStatus,
          reason: row.reason as DeltaReason | null,
          size: row.size === null ? null : Number(row.size),
          sha256: row.sha256,
          fromContentsSha256: row.fromContentsSha256,
        }),
      );
    },

    async plan(versionId, baseIds) {
      const data = baseIds.map((baseId) => ({ versionId, baseId }));
      await prisma.delta.createMany({ data, skipDuplicates: true });
    },

    async settle({ versionId, baseId }, outcome) {
      const { size, ...set } = { size: null, ...outcome };
      const data = { ...set, size: size === null ? null : BigInt(size) };
      return (await change(prisma, { versionId, baseId, status: "making" }, data)) === 1;
    },

    async noteContents(versionId, sha256) {
      await prisma.contentList.createMany({ data: { versionId, sha256 }, skipDuplicates: true });
      const noted = await prisma.contentList.findUniqueOrThrow({ where: { versionId } });
      return noted.sha256;
    },

    interrupt: (versionId) =>
      change(prisma, { versionId, status: "making" }, { status: "failed", reason: "interrupted" }),

    resume: (versionId) =>
      change(prisma, { versionId, reason: "interrupted" }, { status: "making", reason: null }),

    end: (versionId, from, reason) =>
      atomically(async (tx) => {
        const isIt = from === "all" ? {} : { base: { versionCode: from } };
        const gone = { status: "failed", reason, size: null, sha256: null, fromContentsSha256: null };
        const ended = await change(tx, { versionId, status: "offered", ...isIt }, gone);
        if (from === "all") await tx.contentList.deleteMany({ where: { versionId } });
        return ended;
      }),

    async forget(versionIds) {
      const ids = [...versionIds];
      return prisma.$queryRaw<Pick<Delta, "versionId" | "fromVersionCode">[]>`
        WITH lists AS (
          DELETE FROM content_lists WHERE version_id = ANY(${ids}::uuid[])
        ), forgotten AS (
          DELETE FROM deltas WHERE version_id = ANY(${ids}::uuid[]) RETURNING version_id, base_id
        )
        SELECT f.version_id AS "versionId", b.version_code AS "fromVersionCode"
        FROM forgotten f JOIN versions b ON b.id = f.base_id`;
    },
  };
}
