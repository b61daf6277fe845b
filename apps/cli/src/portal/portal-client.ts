import type { z } from "zod";
import {
  CompletedUpload,
  Problem,
  SignedParts,
  StartedUpload,
  UploadState,
  UploadToken,
  Version,
} from "./answers.ts";
import { causeOf, PassingFailure, type RetryPolicy, withRetries } from "./retry.ts";

/** The portal said no, in a sentence. */
export class PortalProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;

  constructor(status: number, { code, detail, request_id }: z.infer<typeof Problem>) {
    super(detail);
    this.name = "PortalProblem";
    this.status = status;
    this.code = code;
    this.requestId = request_id ?? null;
  }
}

export interface NewUpload {
  file_name: string;
  size: number;
  sha256: string;
}

export interface ReceivedPart {
  part_number: number;
  etag: string;
}

interface Call {
  method: "GET" | "POST" | "PATCH";
  path: string;
  body?: unknown;
}

/** What holds for one call in place of what holds for the client. */
interface Limits {
  signal?: AbortSignal;
  policy?: RetryPolicy;
}

export type PortalClient = ReturnType<typeof createPortalClient>;

/** Milliseconds until an answer has to be there; the portal answers none of these calls slowly. */
const answerWithinMs = 60_000;

/**
 * The portal's API, as far as publishing needs it. Every call may be repeated, and is, while the portal does not
 * answer or answers 408, 429 or 5xx.
 *
 * Calls throw `PortalProblem` when the portal refuses and `GaveUp` when it could not be reached in the end.
 */
export function createPortalClient(options: {
  portal: URL;
  /** Null for what takes none. */
  token: string | null;
  policy: RetryPolicy;
  signal: AbortSignal;
  onRetry?: (failure: PassingFailure) => void;
}) {
  const { portal, token, onRetry } = options;

  async function attempt<Answer>(
    schema: z.ZodType<Answer>,
    { method, path, body }: Call,
    signal: AbortSignal,
  ): Promise<Answer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(`/api/v1/${path}`, portal), {
        method,
        headers: {
          accept: "application/json",
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A token is for this portal; nobody else is to see it.
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      });
      text = await response.text();
    } catch (cause) {
      signal.throwIfAborted();
      throw new PassingFailure(`${portal.origin} cannot be reached${causeOf(cause)}.`, { cause });
    }
    const movedTo = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (movedTo !== null) throw moved(response.status, portal, movedTo);
    const parsed = parseJson(text);
    if (!response.ok) throw failureOf(response, parsed);
    const answer = schema.safeParse(parsed);
    if (answer.success) return answer.data;
    throw new PortalProblem(response.status, {
      code: "unexpected_answer",
      detail: `${portal.origin} answered something this program does not understand. Is it a Mosis portal, and is this program as new as it?`,
    });
  }

  const call = <Answer>(schema: z.ZodType<Answer>, request: Call, limits: Limits = {}) => {
    const { signal, policy } = { ...options, ...limits };
    return withRetries(() => attempt(schema, request, signal), {
      policy,
      signal,
      ...(onRetry && { onRetry }),
    });
  };
  const get = <Answer>(schema: z.ZodType<Answer>, path: string) => call(schema, { method: "GET", path });
  const post = <Answer>(schema: z.ZodType<Answer>, path: string, body: unknown, limits?: Limits) =>
    call(schema, { method: "POST", path, body }, limits);

  return {
    /** Once: an identity token is good for one time, also when the answer was lost. */
    exchangeIdentity: (app: string, idToken: string) =>
      attempt(
        UploadToken,
        { method: "POST", path: "trusted-publishing/token", body: { package_id: app, id_token: idToken } },
        options.signal,
      ),
    /** Starting the same bytes again gives the upload there is. `app` is a package id. */
    startUpload: (app: string, upload: NewUpload) =>
      post(StartedUpload, `apps/${encodeURIComponent(app)}/uploads`, { kind: "package", ...upload }),
    getUpload: (id: string) => get(UploadState, `uploads/${id}`),
    /** Reports parts that have arrived and gives requests for more. */
    signParts: (
      id: string,
      parts: { received: readonly ReceivedPart[]; part_numbers: readonly number[] },
      limits?: Limits,
    ) => post(SignedParts, `uploads/${id}/parts`, parts, limits),
    completeUpload: (id: string) => post(CompletedUpload, `uploads/${id}/complete`, {}),
    getVersion: (id: string) => get(Version, `versions/${id}`),
    describeVersion: (id: string, notes: string) =>
      call(Version, { method: "PATCH", path: `versions/${id}`, body: { release_notes: notes } }),
    submitVersion: (id: string) => post(Version, `versions/${id}/submit`, {}),
  };
}

function moved(status: number, portal: URL, location: string): PortalProblem {
  const origin = URL.parse(location, portal.href)?.origin;
  const detail =
    origin === undefined || origin === portal.origin
      ? `${portal.origin} leads elsewhere in place of an answer. Is it a Mosis portal?`
      : `${portal.origin} leads to ${origin}. If that is your portal, give its address.`;
  return new PortalProblem(status, { code: "moved", detail });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failureOf(response: Response, body: unknown): Error {
  const { status } = response;
  const problem = Problem.safeParse(body);
  // Quotas answer 429 as well, with a problem of their own: waiting a minute does not help there.
  const isQuota = problem.success && problem.data.code.endsWith("_exceeded");
  if (status === 408 || status >= 500 || (status === 429 && !isQuota)) {
    const seconds = Number(response.headers.get("retry-after"));
    return new PassingFailure(problem.success ? problem.data.detail : `The portal answered ${status}.`, {
      waitMs: seconds > 0 ? seconds * 1000 : null,
    });
  }
  return new PortalProblem(
    status,
    problem.success
      ? problem.data
      : { code: "unexpected_answer", detail: `The portal answered ${status}. Is this a Mosis portal?` },
  );
}
