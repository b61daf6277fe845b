import { ApiProblem, type CompletedUploadJson, type UploadJson } from "../http/client.ts";
import { browserConnection, keepTrying, type Waiting } from "./keep-trying.ts";
import { putFile } from "./put-file.ts";
import { putPart } from "./put-part.ts";
import { type PartedUpload, sendParts } from "./send-parts.ts";
import { type NewUpload, uploadApi } from "./upload-api.ts";

/** The reason to abort with when the developer gave the upload up: what was sent is deleted. */
export const givenUp = new DOMException("The upload was cancelled.", "AbortError");

/** How often a file is sent anew because storage has lost parts of it. */
const roundsAtMost = 3;

export interface SendOptions {
  signal: AbortSignal;
  /** Bytes that storage has, with those under way. The first amount is what was there before. */
  onProgress: (bytes: number) => void;
  onWaiting: (waiting: Waiting | null) => void;
  /** All bytes are there; the store takes the file over. */
  onCompleting: () => void;
}

/**
 * Announces a file, sends it to storage in one piece or in parts, and completes the upload. Goes on where an earlier
 * attempt stopped, and by itself when the network comes back.
 * @throws the signal's reason; ApiProblem or StorageTrouble when it does not work.
 */
export async function sendFile(
  file: File,
  details: Pick<NewUpload, "appId" | "kind" | "sha256">,
  { signal, onProgress, onWaiting, onCompleting }: SendOptions,
): Promise<CompletedUploadJson> {
  const patience = { signal, connection: browserConnection, onWaiting: counted(onWaiting) };
  const start = () => uploadApi.start({ ...details, fileName: file.name, size: file.size });
  const { upload, put } = await keepTrying(start, patience);
  try {
    for (let round = 1; ; round += 1) {
      if (isParted(upload)) {
        await sendParts(file, upload, { ...uploadApi, putPart }, { ...patience, onProgress });
      } else if (put && round === 1) {
        let request: typeof put | null = put;
        await keepTrying(async (attempt) => {
          // Good for one attempt: an address that failed may have expired.
          const current = request ?? (await start()).put;
          request = null;
          if (current) await putFile(file, current, { signal: attempt, onProgress });
        }, patience);
      }
      onCompleting();
      try {
        return await keepTrying(() => uploadApi.complete(upload.id), patience);
      } catch (error) {
        if (round === roundsAtMost || !lacksParts(error) || !isParted(upload)) throw error;
      }
    }
  } catch (error) {
    if (signal.reason === givenUp) {
      // The upload also ends by itself within the hour; a failure here leaves nothing behind for long.
      await uploadApi.discard(upload.id).catch(() => undefined);
    }
    throw error;
  }
}

function isParted(upload: UploadJson): upload is UploadJson & PartedUpload {
  // One that is no longer open has arrived already.
  return upload.status === "open" && upload.part_size !== null;
}

function lacksParts(error: unknown): boolean {
  return (
    error instanceof ApiProblem &&
    (error.code === "upload_parts_changed" || error.code === "upload_not_received")
  );
}

/** Several may wait at once; it is over when none does. */
function counted(onWaiting: SendOptions["onWaiting"]): SendOptions["onWaiting"] {
  let count = 0;
  return (waiting) => {
    count += waiting ? 1 : -1;
    if (waiting) onWaiting(waiting);
    else if (count === 0) onWaiting(null);
  };
}
