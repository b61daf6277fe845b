import type { WebAppPackage } from "./web-app-package.ts";

/** An upload whose bytes are all in storage, and what the portal has not been told yet. */
export type SentUpload = {
  uploadId: string;
  unreported: { part_number: number; etag: string }[];
  /** When storage answered to the last byte, on the clock of `performance.now()`. */
  lastByteAt: number;
};

export type VersionJson = {
  id: string;
  status: string;
  step: string | null;
  findings: { code: string }[];
};

/** What the portal said about a version, and when it arrived here. */
export type Heard = { at: number; version: VersionJson };

type PutJson = { method: string; url: string; headers: Record<string, string> };
type StartedJson = { upload: { id: string; part_size: number | null }; put: PutJson | null };
type PartJson = PutJson & { part_number: number; size: number };

/** Parts under way at once, as in the browser. */
const lanes = 4;

/** A signed-in person's program at the portal, which sends packages as the browser does. */
export class PortalClient {
  readonly portalUrl: string;
  readonly cookie: string;

  constructor(portalUrl: string, cookie: string) {
    this.portalUrl = portalUrl;
    this.cookie = cookie;
  }

  /** Signs in by name, at the demo sign-in. */
  static async signIn(portalUrl: string, name: string): Promise<PortalClient> {
    const cookies = new Map<string, string>();
    const visit = async (path: string, body?: URLSearchParams): Promise<Response> => {
      const response = await fetch(portalUrl + path, {
        method: body ? "POST" : "GET",
        headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join("; ") },
        redirect: "manual",
        ...(body && { body }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, key, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (key !== undefined && value !== undefined) cookies.set(key, value);
      }
      return response;
    };
    const { csrfToken } = (await (await visit("/api/auth/csrf")).json()) as { csrfToken: string };
    await visit("/api/auth/callback/demo", new URLSearchParams({ csrfToken, name, json: "true" }));
    const session = [...cookies].find(([key]) => key.endsWith("session-token"));
    if (!session) throw new Error("The demo sign-in gave no session.");
    return new PortalClient(portalUrl, session.join("="));
  }

  /** Reads a page or a list to its end. */
  async read(path: string): Promise<string> {
    return (await this.#call("GET", path)).text();
  }

  /** Creates an app and gives its id. */
  async createApp(packageId: string): Promise<string> {
    const app = { package_id: packageId, name: "Measured", summary: "Measured", category: "utilities" };
    return (await this.#json<{ id: string }>("POST", "/api/v1/apps", { ...app, description: "Measured" })).id;
  }

  /** Announces a package and sends it to storage: four parts at once, or in one piece. */
  async send(appId: string, { fileName, bytes, sha256 }: WebAppPackage): Promise<SentUpload> {
    const { upload, put } = await this.#json<StartedJson>("POST", `/api/v1/apps/${appId}/uploads`, {
      kind: "package",
      file_name: fileName,
      size: bytes.length,
      sha256,
    });
    const sent: SentUpload = { uploadId: upload.id, unreported: [], lastByteAt: 0 };
    if (put) {
      await store(put, bytes);
      sent.lastByteAt = performance.now();
      return sent;
    }
    const partSize = upload.part_size;
    if (partSize === null) throw new Error(`Upload ${upload.id} is there already.`);
    const missing = Array.from({ length: Math.ceil(bytes.length / partSize) }, (_, index) => index + 1);
    const sign = async (part_numbers: readonly number[]) =>
      (
        await this.#json<{ parts: PartJson[] }>("POST", `/api/v1/uploads/${upload.id}/parts`, {
          received: sent.unreported.splice(0),
          part_numbers,
        })
      ).parts;
    const ready = await sign(missing.slice(0, lanes));
    const lane = async () => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        const part = ready.shift() ?? (await sign([number]))[0];
        if (!part) throw new Error(`The portal gave no address for part ${number}.`);
        const from = (part.part_number - 1) * partSize;
        const etag = await store(part, bytes.subarray(from, from + part.size));
        sent.unreported.push({ part_number: part.part_number, etag });
        sent.lastByteAt = performance.now();
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return sent;
  }

  /** Tells the portal of the parts it does not know of yet. */
  async report({ uploadId, unreported }: SentUpload): Promise<void> {
    if (unreported.length === 0) return;
    const body = { received: unreported, part_numbers: [] };
    await this.#json("POST", `/api/v1/uploads/${uploadId}/parts`, body);
  }

  /** Completes an upload and gives its version. */
  async complete({ uploadId }: SentUpload): Promise<VersionJson> {
    const path = `/api/v1/uploads/${uploadId}/complete`;
    return (await this.#json<{ version: VersionJson }>("POST", path, {})).version;
  }

  /** Follows a version's events until its verdict, and gives them all; the last one has the verdict. */
  async follow(versionId: string): Promise<Heard[]> {
    const response = await this.#call("GET", `/api/v1/versions/${versionId}/events`);
    const heard: Heard[] = [];
    let text = "";
    for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const at = performance.now();
      const events = (text + chunk).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        if (event.startsWith("data: "))
          heard.push({ at, version: JSON.parse(event.slice(6)) as VersionJson });
      }
      if (heard.length > 0 && heard.at(-1)?.version.status !== "validating") return heard;
    }
    throw new Error(`The events of version ${versionId} ended before its verdict.`);
  }

  /** Cancels an upload. */
  async discard({ uploadId }: Pick<SentUpload, "uploadId">): Promise<void> {
    await this.#call("DELETE", `/api/v1/uploads/${uploadId}`);
  }

  async #json<Answer>(method: string, path: string, body: unknown): Promise<Answer> {
    return (await (await this.#call(method, path, body)).json()) as Answer;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.portalUrl + path, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.portalUrl,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      redirect: "manual",
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return response;
  }
}

/** Sends bytes as a signed request says; gives their entity tag. */
async function store({ method, url, headers }: PutJson, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const response = await fetch(url, { method, headers, body });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Storage answered ${response.status} to ${body.length} bytes.`);
  return response.headers.get("etag") ?? "";
}
