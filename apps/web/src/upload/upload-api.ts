import {
  api,
  type CompletedUploadJson,
  type SignedPartJson,
  type StartedUploadJson,
} from "../http/client.ts";

/** What kind of file an upload brings. */
export type UploadKind = "package" | "icon" | "screenshot";

/** A part that storage has, by the entity tag it gave it. */
export interface ReceivedPart {
  part_number: number;
  etag: string;
}

export interface NewUpload {
  appId: string;
  kind: UploadKind;
  fileName: string;
  size: number;
  sha256: string;
}

/** The portal's calls about uploads. Each may be repeated; each throws `ApiProblem` when it does not work. */
export const uploadApi = {
  /** The same bytes again give the upload there is. */
  start: ({ appId, kind, fileName, size, sha256 }: NewUpload) =>
    api.post<StartedUploadJson>(`/api/v1/apps/${appId}/uploads`, { kind, file_name: fileName, size, sha256 }),
  /** The parts that have been reported so far. */
  receivedParts: async (id: string) =>
    (await api.get<{ parts: { part_number: number; size: number }[] }>(`/api/v1/uploads/${id}`)).parts,
  /** Reports parts that have arrived, and gives the requests that store others. */
  signParts: async (id: string, received: readonly ReceivedPart[], partNumbers: readonly number[]) =>
    (
      await api.post<{ parts: SignedPartJson[] }>(`/api/v1/uploads/${id}/parts`, {
        received,
        part_numbers: partNumbers,
      })
    ).parts,
  complete: (id: string) => api.post<CompletedUploadJson>(`/api/v1/uploads/${id}/complete`, {}),
  discard: (id: string) => api.delete(`/api/v1/uploads/${id}`),
} as const;
