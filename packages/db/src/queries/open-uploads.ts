import { type Queries, sizeOfPart } from "@mosis/domain";
import type { PrismaClient } from "../generated/client.ts";
import { toUpload } from "../rows/upload-row.ts";
import { visibleUploads } from "../visibility.ts";

const most = 20;

export const listOpenUploads =
  (prisma: PrismaClient): Queries["listOpenUploads"] =>
  async (actor, appId) => {
    const rows = await prisma.upload.findMany({
      where: { AND: [{ appId, status: "open" }, visibleUploads(actor)] },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: most,
      include: { parts: { select: { number: true } } },
    });
    return rows.map(({ parts, ...row }) => {
      const upload = toUpload(row);
      const receivedBytes = parts.reduce((sum, { number }) => sum + sizeOfPart(upload, number), 0);
      return { ...upload, receivedBytes };
    });
  };
