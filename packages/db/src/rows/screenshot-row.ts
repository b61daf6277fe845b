import type {
  AppId,
  DeveloperId,
  Screenshot,
  ScreenshotId,
  ScreenshotRefusal,
  ScreenshotStatus,
  UploadId,
} from "@mosis/domain";
import { Prisma, type Screenshot as ScreenshotRow } from "../generated/client.ts";

export function toScreenshot({ stepChangedAt: _, ...row }: ScreenshotRow): Screenshot {
  return {
    ...row,
    id: row.id as ScreenshotId,
    appId: row.appId as AppId,
    developerId: row.developerId as DeveloperId,
    uploadId: row.uploadId as UploadId,
    status: row.status as ScreenshotStatus,
    refusal: row.refusal as unknown as ScreenshotRefusal | null,
  };
}

/** What may change after creation; place and alt text are changed by themselves. */
export function changingScreenshotColumns(screenshot: Screenshot) {
  return {
    status: screenshot.status,
    statusChangedAt: screenshot.statusChangedAt,
    refusal: screenshot.refusal ? { ...screenshot.refusal } : Prisma.DbNull,
    contentHash: screenshot.contentHash,
    width: screenshot.width,
    height: screenshot.height,
    attempt: screenshot.attempt,
  } satisfies Prisma.ScreenshotUpdateManyMutationInput;
}

export function toScreenshotRow(screenshot: Screenshot, position: number): Prisma.ScreenshotCreateManyInput {
  return {
    id: screenshot.id,
    appId: screenshot.appId,
    developerId: screenshot.developerId,
    uploadId: screenshot.uploadId,
    fileName: screenshot.fileName,
    altText: screenshot.altText,
    position,
    createdAt: screenshot.createdAt,
    ...changingScreenshotColumns(screenshot),
  };
}
