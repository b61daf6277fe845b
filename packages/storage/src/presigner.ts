import type { S3Client } from "@aws-sdk/client-s3";
import { S3RequestPresigner } from "@aws-sdk/s3-request-presigner";
import type { ObjectStore, PresignedPut } from "@mosis/domain";
import { HttpRequest } from "@smithy/protocol-http";
import type { Capabilities } from "./capabilities.ts";
import { attachment } from "./content-disposition.ts";

/** Signing times are rounded down to this, so that every process hands out the same address meanwhile. */
const roundedToSeconds = 5 * 60;
/** The most that Signature Version 4 allows. */
const maxLifetimeSeconds = 7 * 24 * 60 * 60;

export type Presigner = Pick<ObjectStore, "presignPut" | "presignPart" | "presignGet">;

/**
 * Presigns requests for a bucket without the SDK's middleware, of which a signature needs nothing: the addresses are
 * those of `getSignedUrl`, at a tenth of the time.
 *
 * @param options.now milliseconds; default the system's clock.
 */
export function createPresigner(
  client: S3Client,
  options: {
    region: string;
    bucket: string;
    endpoint?: string | undefined;
    capabilities: Capabilities;
    now?: (() => number) | undefined;
  },
): Presigner {
  const { region, bucket, endpoint, capabilities } = options;
  const now = options.now ?? Date.now;
  const presigner = new S3RequestPresigner(client.config);
  const { url: base } = client.config.endpointProvider({
    Bucket: bucket,
    Region: region,
    ...(endpoint !== undefined && { Endpoint: endpoint, ForcePathStyle: true }),
  });

  async function presign(
    request: {
      method: "GET" | "PUT";
      key: string;
      query: Record<string, string>;
      headers: Record<string, string>;
    },
    signing: { expiresIn: number; signingDate: Date; signableHeaders?: Set<string> },
  ): Promise<string> {
    const signed = await presigner.presign(
      new HttpRequest({
        method: request.method,
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port !== "" && { port: Number(base.port) }),
        path: `${base.pathname.replace(/\/$/, "")}/${request.key.split("/").map(encode).join("/")}`,
        query: request.query,
        headers: { host: base.host, ...request.headers },
      }),
      signing,
    );
    return `${base.origin}${signed.path}?${queryString(signed.query ?? {})}`;
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
    const url = await presign(
      { method: "PUT", key, query, headers: { ...headers, "content-length": String(size) } },
      {
        expiresIn: expiresInSeconds,
        signingDate,
        signableHeaders: new Set(["host", "content-length", ...Object.keys(headers)]),
      },
    );
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
      return presign(
        {
          method: "GET",
          key,
          query: { "x-id": "GetObject", "response-content-disposition": attachment(fileName) },
          headers: {},
        },
        { expiresIn, signingDate: new Date(signedAt * 1000) },
      );
    },
  };
}

/** Percent-encoding as Signature Version 4 wants it: everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function queryString(query: Record<string, string | string[] | null>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .sort()
    .join("&");
}
