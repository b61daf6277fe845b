import { DomainError, hasPlace, mostScreenshots, type ScreenshotStore } from "@mosis/domain";
import type { Connection } from "../connection.ts";
import { changingScreenshotColumns, toScreenshot, toScreenshotRow } from "../rows/screenshot-row.ts";
import { visibleScreenshots } from "../visibility.ts";

/** Places are kept apart by a constraint that is checked at the end of a statement, and bounded by another. */
export function createScreenshotStore({ prisma, atomically }: Connection): ScreenshotStore {
  return {
    async find(actor, id) {
      const row = await prisma.screenshot.findFirst({ where: { id, ...visibleScreenshots(actor) } });
      return row && toScreenshot(row);
    },

    async findByUpload(actor, uploadId) {
      const row = await prisma.screenshot.findFirst({ where: { uploadId, ...visibleScreenshots(actor) } });
      return row && toScreenshot(row);
    },

    async listPlaced(appId) {
      const rows = await prisma.screenshot.findMany({
        where: { appId, position: { not: null } },
        orderBy: { position: "asc" },
      });
      return rows.map(toScreenshot);
    },

    countReady: (appId) => prisma.screenshot.count({ where: { appId, status: "ready" } }),

    async create(screenshot) {
      return atomically(async (tx) => {
        const position = await tx.screenshot.count({
          where: { appId: screenshot.appId, position: { not: null } },
        });
        if (position >= mostScreenshots) return null;
        await tx.screenshot.createMany({ data: toScreenshotRow(screenshot, position) });
        return position;
      });
    },

    async begin(id) {
      const [row] = await prisma.screenshot.updateManyAndReturn({
        where: { id, status: "rendering" },
        data: { attempt: { increment: 1 } },
      });
      return row ? toScreenshot(row) : null;
    },

    // A trigger tells of the change and notes the sign of life.
    async update(screenshot, { status, attempt }) {
      const { id, appId } = screenshot;
      const data = changingScreenshotColumns(screenshot);
      await atomically(async (tx) => {
        const keepsPlace = hasPlace(screenshot.status);
        const place = keepsPlace
          ? null
          : await tx.screenshot.findUnique({ where: { id }, select: { position: true } });
        const { count } = await tx.screenshot.updateMany({
          where: { id, status, attempt },
          data: keepsPlace ? data : { ...data, position: null },
        });
        if (count !== 1) throw new DomainError("screenshot_state_conflict");
        if (place?.position == null) return;
        await tx.screenshot.updateMany({
          where: { appId, position: { gt: place.position } },
          data: { position: { decrement: 1 } },
        });
      });
    },

    async arrange(appId, ids) {
      await prisma.$executeRaw`
        UPDATE screenshots s SET position = wanted.place - 1
        FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS wanted (id, place)
        WHERE s.id = wanted.id AND s.app_id = ${appId}::uuid AND s.position IS NOT NULL`;
    },

    async describe(id, altText) {
      const { count } = await prisma.screenshot.updateMany({
        where: { id, position: { not: null } },
        data: { altText },
      });
      return count === 1;
    },
  };
}
