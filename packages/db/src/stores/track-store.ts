import { DomainError, type TrackStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import type { Track as TrackRow } from "../generated/client.ts";
import { toTrack } from "../rows/release-row.ts";
import { visibleApps } from "../visibility.ts";

export function createTrackStore({ prisma, atomically }: Connection): TrackStore {
  return {
    async find(actor, id) {
      const row = await prisma.track.findFirst({ where: { id, removedAt: null, app: visibleApps(actor) } });
      return row && toTrack(row);
    },

    async findByName(actor, appId, name) {
      const row = await prisma.track.findFirst({
        where: { appId, name, removedAt: null, app: visibleApps(actor) },
      });
      return row && toTrack(row);
    },

    async findForDevices(appId, name) {
      const row = await prisma.track.findUnique({
        where: { appId_name: { appId, name } },
        include: { devices: { select: { nameSha256: true }, orderBy: { nameSha256: "asc" } } },
      });
      if (!row) return null;
      const { id, sequence, audience } = toTrack(row);
      const isForAll = audience === "everyone" && row.removedAt === null;
      return { id, sequence, audience: isForAll ? null : row.devices.map(({ nameSha256 }) => nameSha256) };
    },

    async list(actor, appId) {
      const rows = await prisma.track.findMany({
        where: { appId, removedAt: null, app: visibleApps(actor) },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      });
      return rows.map(toTrack);
    },

    async create({ id, appId, name, audience }) {
      const [row] = await prisma.$queryRaw<TrackRow[]>`
        INSERT INTO tracks (id, app_id, name, audience, created_at)
        VALUES (${id}::uuid, ${appId}::uuid, ${name}, ${audience}, clock_timestamp())
        ON CONFLICT (app_id, name) DO UPDATE
          SET audience = excluded.audience, removed_at = NULL, created_at = excluded.created_at
          WHERE tracks.removed_at IS NOT NULL
        RETURNING id, app_id AS "appId", name, audience, sequence`;
      if (!row) throw new DomainError("track_name_taken");
      return toTrack(row);
    },

    remove: (id) =>
      atomically(async (tx) => {
        await tx.$executeRaw`UPDATE tracks SET removed_at = now() WHERE id = ${id}::uuid`;
        await tx.$executeRaw`DELETE FROM track_devices WHERE track_id = ${id}::uuid`;
        await tx.$executeRaw`
          UPDATE releases SET completed_in = NULL
          WHERE track_id = ${id}::uuid AND status = 'superseded' AND completed_in IS NOT NULL`;
      }),

    async advance(ids) {
      const rows = await prisma.$queryRaw<TrackRow[]>`
        UPDATE tracks SET sequence = sequence + 1 WHERE id = ANY(${[...ids]}::uuid[])
        RETURNING id, app_id AS "appId", name, audience, sequence`;
      return rows.map(toTrack);
    },

    addDevices: (id, devices, by, most) =>
      atomically(async (tx) => {
        // One addition after the other, so that each counts what the others added.
        await tx.$queryRaw`SELECT FROM tracks WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
        const given = devices.map(({ nameSha256, label }) => ({ name: nameSha256, label }));
        const count = await tx.$executeRaw`
          WITH given AS MATERIALIZED (
            SELECT DISTINCT ON (name) name, label
            FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given (name text, label text) ORDER BY name
          )
          INSERT INTO track_devices (track_id, name_sha256, label, added_by)
          SELECT ${id}::uuid, name, label, ${by}::uuid FROM given
          WHERE ${most} >= (SELECT count(*) FROM (
            SELECT name_sha256 FROM track_devices WHERE track_id = ${id}::uuid UNION SELECT name FROM given
          ) AS listed)
          ON CONFLICT (track_id, name_sha256) DO UPDATE SET label = excluded.label`;
        return count > 0 || devices.length === 0;
      }),

    async removeDevice(id, nameSha256) {
      const { count } = await prisma.trackDevice.deleteMany({ where: { trackId: id, nameSha256 } });
      return count === 1;
    },
  };
}
