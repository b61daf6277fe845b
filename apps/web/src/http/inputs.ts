import {
  type AppId,
  type IconId,
  type JobId,
  NewApp,
  NewUpload,
  type SessionId,
  type UploadId,
  type VersionId,
} from "@mosis/domain";
import { z } from "zod";

/** An id in an address. What is not even a UUID gets the same answer as one that does not exist. */
const id = <Id>() => z.uuid().transform((text) => text as Id);

export const AppParams = z.object({ appId: id<AppId>() });
export const UploadParams = z.object({ uploadId: id<UploadId>() });
export const VersionParams = z.object({ versionId: id<VersionId>() });
export const IconParams = z.object({ iconId: id<IconId>() });
export const JobParams = z.object({ jobId: id<JobId>() });
export const SessionParams = z.object({ sessionId: id<SessionId>() });

/** `NewApp` as the API spells it. */
export const AppInput = z
  .object({
    package_id: NewApp.shape.packageId,
    name: NewApp.shape.name,
    summary: NewApp.shape.summary,
    description: NewApp.shape.description,
    category: NewApp.shape.category,
  })
  .transform(({ package_id, ...rest }) => ({ packageId: package_id, ...rest }));

/** `NewUpload` as the API spells it. */
export const UploadInput = z
  .object({
    kind: NewUpload.shape.kind,
    file_name: NewUpload.shape.fileName,
    size: NewUpload.shape.size,
    sha256: NewUpload.shape.sha256,
  })
  .transform(({ file_name, ...rest }) => ({ fileName: file_name, ...rest }));
