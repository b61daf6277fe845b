import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  appIdOf,
  isDomainError,
  newTokenText,
  type PresignedPut,
  partCount,
  sizeOfPart,
  type Upload,
  type Version,
  validateVersion,
} from "@mosis/domain";
import { addSampleApp, createSampleStore } from "@mosis/domain/testing";

/** What becomes of one request: null lets it through. */
export type Fault = "cut before" | "cut after" | "answer 503" | "answer 403" | null;

/**
 * A portal and its bucket on one port of this machine: the store's own use cases on stores in memory, behind as much
 * HTTP as the client needs. Requests can be made to fail the way networks and servers fail.
 */
export async function startPortalDouble(options: {
  packageId: string;
  fault?: (request: { method: string; path: string; count: number }) => Fault;
}) {
  const store = await createSampleStore();
  await addSampleApp(store, { packageId: options.packageId });
  const { text: token } = await store.app.createToken({ actor: store.developer, name: "CLI", days: 7 });
  const puts = new Map<string, { put: PresignedPut; isPart: boolean }>();
  /** `PUT part 3` and the like, of what arrived in the bucket. */
  const received: string[] = [];
  let count = 0;
  let origin = "";

  /** Addresses of the bucket in memory lead nowhere; these lead here. */
  function served(put: PresignedPut, isPart: boolean) {
    const id = String(puts.size);
    puts.set(id, { put, isPart });
    return { method: put.method, url: `${origin}/bucket/${id}`, headers: put.headers };
  }

  async function takeBytes(id: string, body: Buffer): Promise<[number, Record<string, string>]> {
    const known = puts.get(id);
    if (!known) return [403, {}];
    const { put, isPart } = known;
    const { status, etag } = isPart
      ? await store.objects.sendPart(put, body)
      : { status: await store.objects.sendPut(put, body), etag: "whole" };
    if (status === 200) received.push(`${isPart ? "part" : "whole"} ${body.length}`);
    return [status, etag === null ? {} : { etag: `"${etag}"` }];
  }

  async function answer(
    method: string,
    path: string,
    body: unknown,
    bearer: string | undefined,
  ): Promise<unknown> {
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
        return { upload: uploadOf(started.upload), put: started.put && served(started.put, false) };
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
          parts: parts.map(({ number, size, put }) => ({ part_number: number, size, ...served(put, true) })),
        };
      }
      case "POST uploads complete": {
        const completed = await store.app.completeUpload({ actor, uploadId });
        if (completed.kind !== "package") throw new Error("the upload became no version");
        void validateVersion(store, { versionId: completed.version.id });
        return { kind: "package", version: versionOf(completed.version) };
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (fault === "answer 503") return void response.writeHead(503, { "retry-after": "0" }).end();
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
