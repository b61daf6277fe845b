import { mostScreenshots, type ScreenshotQueries, shown } from "@mosis/domain";
import type { PrismaClient } from "../generated/client.ts";
import { toScreenshot } from "../rows/screenshot-row.ts";
import { visibleScreenshots } from "../visibility.ts";
import { onStable } from "./catalog.ts";

export function screenshotQueries(prisma: PrismaClient): ScreenshotQueries {
  return {
    async listScreenshots(actor, appId) {
      const rows = await prisma.screenshot.findMany({
        where: { appId, status: { not: "deleted" }, ...visibleScreenshots(actor) },
        orderBy: [{ position: { sort: "asc", nulls: "last" } }, { createdAt: "desc" }, { id: "desc" }],
        take: 2 * mostScreenshots,
      });
      return rows.map(toScreenshot);
    },

    async listPublicScreenshots(appId) {
      const rows = await prisma.screenshot.findMany({
        where: { appId, status: "ready", app: onStable },
        orderBy: { position: "asc" },
      });
      return rows.flatMap((row) => shown(toScreenshot(row)) ?? []);
    },
  };
}
