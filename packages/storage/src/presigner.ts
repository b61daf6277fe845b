import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectStore, PresignedPut } from "@mosis/domain";
import type { Capabilities } from "./capabilities.ts";
import { attachment } from "./content-disposition.ts";
import { type AddressToSign, createAddressSigner, encode, type SigningScope } from "./sign-address.ts";

/** Signing times are rounded down to this, so that every process hands out the same address meanwhile. */
const roundedToSeconds = 5 * 60;
/** The most that Signature Version 4 allows. */
const maxLifetimeSeconds = 7 * 24 * 60 * 60;

export type Presigner = Pick<ObjectStore, "presignPut" | "presignPart" | "presignGet">;

/**
 * Presigns requests for a bucket without the SDK's middleware and signer, of which a signature needs nothing: the
 * addresses are those of `getSignedUrl`, at a small part of the time.
 *
 * @param options.now milliseconds; default the system's clock.
 */
export function createPresigner(
  client: Pick<S3Client, "config">,
  options: SigningScope & {
    bucket: string;
    endpoint?: string | undefined;
    capabilities: Capabilities;
    now?: (() => number) | undefined;
  },
): Presigner {
  const { region, bucket, endpoint, capabilities } = options;
  const now = options.now ?? Date.now;
  const signAddress = createAddressSigner(options);
  const { url: base } = client.config.endpointProvider({
    Bucket: bucket,
    Region: region,
    ...(endpoint !== undefined && { Endpoint: endpoint, ForcePathStyle: true }),
  });
  const folder = base.pathname.replace(/\/$/, "");

  function presign({ key, ...request }: Omit<AddressToSign, "host" | "path"> & { key: string }): string {
    const path = `${folder}/${key.split("/").map(encode).join("/")}`;
    return base.origin + signAddress({ ...request, host: base.host, path });
  }

  /** The length is signed and not among the headers to send: every client sends it by itself, browsers insist. */
  async function presignPutRequest(request: {
    key: string;
    size: number;
    query: Record<string, string>;
    headers: Record<string, string>;
    expiresInSeconds: number;
  }): Promise<PresignedPut> {
    const { key, size, query, headers, expiresInSeconds } = request;
    const signingDate = new Date(now());
    const url = presign({
      method: "PUT",
      key,
      query,
      headers: { ...headers, "content-length": String(size) },
      signedAt: signingDate,
      expiresIn: expiresInSeconds,
    });
    // A signature's time has no milliseconds.
    const signedAt = Math.floor(signingDate.getTime() / 1000) * 1000;
    return { method: "PUT", url, headers, expiresAt: new Date(signedAt + expiresInSeconds * 1000) };
  }

  return {
    /** Length and content type are signed, and where the provider can do it the address works once only. */
    presignPut: ({ contentType, ...request }) =>
      presignPutRequest({
        ...request,
        query: { "x-id": "PutObject" },
        headers: {
          "content-type": contentType,
          ...(capabilities.conditionalPut && { "if-none-match": "*" }),
        },
      }),

    presignPart: ({ storageUploadId, number, ...request }) =>
      presignPutRequest({
        ...request,
        query: { partNumber: String(number), uploadId: storageUploadId, "x-id": "UploadPart" },
        headers: {},
      }),

    /** The address works for at least `expiresInSeconds` (at most 7 days less 5 minutes), and up to 5 minutes more. */
    async presignGet({ key, expiresInSeconds, fileName }) {
      const expiresIn = expiresInSeconds + roundedToSeconds;
      if (expiresIn > maxLifetimeSeconds) {
        throw new RangeError(`A presigned address cannot work for ${expiresInSeconds} seconds.`);
      }
      const signedAt = Math.floor(now() / 1000 / roundedToSeconds) * roundedToSeconds;
      return presign({
        method: "GET",
        key,
        query: { "x-id": "GetObject", "response-content-disposition": attachment(fileName) },
        headers: {},
        signedAt: new Date(signedAt * 1000),
        expiresIn,
      });
    },
  };
}
