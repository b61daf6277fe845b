import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  appIdOf,
  type IdentityVerifier,
  isDomainError,
  newTokenText,
  type PresignedPut,
  partCount,
  sizeOfPart,
  type Upload,
  type Version,
  validateVersion,
} from "@mosis/domain";
import { addSampleApp, createSampleStore, sampleToken } from "@mosis/domain/testing";

/** A request as it comes in; `count` is how many have come so far, from 1. */
export interface PortalRequest {
  method: string;
  path: string;
  count: number;
}

/** What becomes of one request: null lets it through. */
export type Fault =
  | "cut before"
  | "cut in the middle"
  | "cut after"
  | "fall silent"
  | "answer 503"
  | "answer 403"
  | "lead elsewhere"
  | null;

/**
 * A portal and its bucket on one port of this machine: the store's own use cases on stores in memory, behind as much
 * HTTP as the client needs. Requests can be made to fail the way networks and servers fail.
 */
export async function startPortalDouble(options: {
  packageId: string;
  fault?: (request: PortalRequest) => Fault;
  /** How long the store's checks take; default no time. Milliseconds. */
  verdictAfterMs?: number;
  /** Verifies identity tokens for trusted publishing; without one there is none. */
  verifier?: IdentityVerifier;
}) {
  const store = await createSampleStore();
  await addSampleApp(store, { packageId: options.packageId });
  const { text: token } = await store.app.createToken({ actor: store.developer, ...sampleToken });
  const puts = new Map<string, { put: PresignedPut; part: number | null }>();
  /** What arrived in the bucket, in the order it did: `part 3`, or `whole`. */
  const received: string[] = [];
  const verdicts = new Set<string>();
  const pending = new Set<NodeJS.Timeout>();
  let count = 0;
  let origin = "";

  /** Addresses of the bucket in memory lead nowhere; these lead here. */
  function served(put: PresignedPut, part: number | null) {
    const id = String(puts.size);
    puts.set(id, { put, part });
    return { method: put.method, url: `${origin}/bucket/${id}`, headers: put.headers };
  }

  async function takeBytes(id: string, body: Buffer): Promise<[number, Record<string, string>]> {
    const known = puts.get(id);
    if (!known) return [403, {}];
    const { put, part } = known;
    const { status, etag } =
      part === null
        ? { status: await store.objects.sendPut(put, body), etag: "whole" }
        : await store.objects.sendPart(put, body);
    if (status === 200) received.push(part === null ? "whole" : `part ${part}`);
    return [status, etag === null ? {} : { etag: `"${etag}"` }];
  }

  async function answer(
    method: string,
    path: string,
    body: unknown,
    bearer: string | undefined,
  ): Promise<unknown> {
    if (`${method} ${path}` === "POST /api/v1/trusted-publishing/token") {
      const { package_id: packageId, id_token: idToken } = body as { package_id: string; id_token: string };
      const verifier = options.verifier;
      if (!verifier) throw new Error("this portal trusts nobody");
      const { text } = await store.app.exchangeIdentity({ packageId, idToken, verifier });
      return { token: text };
    }
    const actor = await store.app.resolveToken({ text: bearer ?? "" });
    if (!actor) return problem(401, "token_invalid", "This access token is not valid here.");
    const [, kind, id = "", action] =
      /^\/api\/v1\/(apps|uploads|versions)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
    const input = body as PortalInput;
    const uploadId = id as never;
    switch (`${method} ${kind} ${action ?? ""}`) {
      case "POST apps uploads": {
        const { file_name: fileName, size, sha256 } = input;
        const appId = await appIdOf(id);
        const started = await store.app.startUpload({
          actor,
          appId,
          kind: "package",
          fileName,
          size,
          sha256,
        });
        return { upload: uploadOf(started.upload), put: started.put && served(started.put, null) };
      }
      case "GET uploads ": {
        const { upload, parts } = await store.app.getUpload({ actor, uploadId });
        const shown = parts.map(({ number }) => ({ part_number: number, size: sizeOfPart(upload, number) }));
        return { upload: uploadOf(upload), parts: shown };
      }
      case "POST uploads parts": {
        const received = input.received.map(({ part_number: number, etag }) => ({
          number,
          etag: etag.replaceAll('"', ""),
        }));
        const parts = await store.app.signParts({
          actor,
          uploadId,
          received,
          partNumbers: input.part_numbers,
        });
        return {
          parts: parts.map(({ number, size, put }) => ({
            part_number: number,
            size,
            ...served(put, number),
          })),
        };
      }
      case "POST uploads complete": {
        const completed = await store.app.completeUpload({ actor, uploadId });
        if (completed.kind !== "package") throw new Error("the upload became no version");
        if (!verdicts.has(completed.version.id)) {
          verdicts.add(completed.version.id);
          const { id: versionId } = completed.version;
          pending.add(setTimeout(() => void validateVersion(store, { versionId }), options.verdictAfterMs));
        }
        return { kind: "package", version: versionOf(completed.version) };
      }
      case "POST versions submit":
        return versionOf(await store.app.submitVersion({ actor, versionId: id as never }));
      case "PATCH versions ": {
        const { release_notes: releaseNotes } = input;
        return versionOf(await store.app.changeReleaseNotes({ actor, versionId: id as never, releaseNotes }));
      }
      case "GET versions ":
        return versionOf((await store.app.getVersion({ actor, versionId: id as never })).version);
      default:
        return problem(404, "not_found", "There is nothing here that you can see.");
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "" } = request;
    const fault = options.fault?.({ method, path, count: ++count }) ?? null;
    if (fault === "cut before") return void request.socket.destroy();
    if (fault === "fall silent") return;
    const half = Number(request.headers["content-length"] ?? 0) / 2;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (fault === "cut in the middle" && length >= half) return void request.socket.destroy();
    }
    if (fault === "cut in the middle") return void request.socket.destroy();
    const body = Buffer.concat(chunks);
    if (fault === "answer 503") return void response.writeHead(503, { "retry-after": "0" }).end();
    if (fault === "lead elsewhere") {
      return void response.writeHead(308, { location: "https://apps.example.com/" }).end();
    }
    if (fault === "answer 403") return void response.writeHead(403).end();
    if (path.startsWith("/bucket/")) {
      const [status, headers] = await takeBytes(path.slice("/bucket/".length), body);
      if (fault === "cut after") return void request.socket.destroy();
      return void response.writeHead(status, headers).end();
    }
    const bearer = request.headers.authorization?.replace("Bearer ", "");
    let given: unknown;
    try {
      given = await answer(method, path, body.length === 0 ? null : JSON.parse(body.toString()), bearer);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      given = problem(409, error.code, error.message);
    }
    if (fault === "cut after") return void request.socket.destroy();
    const status = given instanceof Problem ? given.status : 200;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(given));
  }

  const server = createServer((request, response) => {
    // A client that is killed breaks off in the middle; that is its right.
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    token,
    received,
    store,
    /** A token of the right form that nobody has. */
    otherToken: newTokenText(),
    async close() {
      for (const timer of pending) clearTimeout(timer);
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What the client sends, one call or another; the real portal parses it. */
interface PortalInput {
  file_name: string;
  size: number;
  sha256: string;
  received: { part_number: number; etag: string }[];
  part_numbers: number[];
  release_notes: string;
}

class Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id = "request-1";

  constructor(status: number, code: string, detail: string) {
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

const problem = (status: number, code: string, detail: string) => new Problem(status, code, detail);

const uploadOf = (upload: Upload) => ({
  id: upload.id,
  status: upload.status,
  part_size: upload.partSize,
  part_count: partCount(upload),
});

const versionOf = (version: Version) => ({
  id: version.id,
  status: version.status,
  version: version.manifest?.version ?? null,
  version_code: version.versionCode,
  size: version.size,
  sha256: version.sha256,
  findings: version.findings,
});
