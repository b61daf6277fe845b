import type { PresignedPut } from "@mosis/domain";

/** Sends presigned requests as clients do. */
export async function sendPut({ method, url, headers }: PresignedPut, bytes: Uint8Array): Promise<number> {
  const response = await fetch(url, { method, headers, body: bytes.slice() });
  await response.body?.cancel();
  return response.status;
}

export async function sendPart({ method, url, headers }: PresignedPut, bytes: Uint8Array) {
  const response = await fetch(url, { method, headers, body: bytes.slice() });
  await response.body?.cancel();
  return { status: response.status, etag: response.headers.get("etag")?.replaceAll('"', "") ?? null };
}

export async function sendGet(url: string) {
  const response = await fetch(url);
  return {
    status: response.status,
    bytes: new Uint8Array(await response.arrayBuffer()),
    contentDisposition: response.headers.get("content-disposition"),
  };
}
