import { type AlertStore, alertNames } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { type AlertTableRow, alertColumns, toAlertRows } from "../rows/alert-row.ts";

export function createAlertStore({ prisma }: Connection): AlertStore {
  return {
    async hold() {
      // Rows first, so that there is something to hold before the first look.
      await prisma.$executeRaw`
        INSERT INTO alerts (name, status, since)
        SELECT name, 'quiet', now() FROM unnest(${[...alertNames]}::text[]) AS name ON CONFLICT DO NOTHING`;
      const rows = await prisma.$queryRaw<AlertTableRow[]>`
        SELECT ${alertColumns} FROM alerts ORDER BY name FOR UPDATE`;
      return toAlertRows(rows);
    },

    async save(name, { state }) {
      const { status, since, lastAboveAt, value } = state;
      await prisma.alert.update({
        where: { name },
        data: { status, since, lastAboveAt, value },
        select: { name: true },
      });
    },

    async saveLimits(name, { above, forSeconds, isMuted }, by, at) {
      const limits = { above, forSeconds, isMuted, changedBy: by, changedAt: at };
      await prisma.alert.upsert({
        where: { name },
        create: { name, status: "quiet", since: at, ...limits },
        update: limits,
        select: { name: true },
      });
    },

    async openEpisode({ id, alert, firedAt, peak }) {
      await prisma.alertEpisode.create({ data: { id, alert, firedAt, peak }, select: { id: true } });
    },

    async updateEpisode(alert, { value, clearedAt }) {
      await prisma.$executeRaw`
        UPDATE alert_episodes SET peak = greatest(peak, ${value}::float8), cleared_at = ${clearedAt}::timestamptz
        WHERE alert = ${alert} AND cleared_at IS NULL`;
    },
  };
}
