import type { ProblemJson } from "./problem.ts";

export type {
  CompletedUploadJson,
  CreatedTokenJson,
  EndedVersionJson,
  IconJson,
  OpenUploadJson,
  PresignedPutJson,
  ScreenshotJson,
  ScreenshotsJson,
  SignedPartJson,
  StartedUploadJson,
  UploadJson,
  VersionJson,
} from "./present.ts";
export type { BellJson, DeliveryJson, NewSecretJson, WebhookJson } from "./present-notices.ts";
export type { ReleasableJson, ReleaseJson, ReleaseOnTrackJson, TrackJson } from "./present-releases.ts";

/** A call that did not work, in words a person can read. */
export class ApiProblem extends Error {
  readonly code: string;
  /** Of the answer; null when there was none. */
  readonly status: number | null;
  readonly fields: readonly { path: string; message: string }[];
  /** To find it in the logs; null when the portal was not reached. */
  readonly requestId: string | null;

  constructor(problem: Pick<ProblemJson, "code" | "detail"> & Partial<ProblemJson>) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.code = problem.code;
    this.status = problem.status ?? null;
    this.fields = problem.fields ?? [];
    this.requestId = problem.request_id ?? null;
  }

  /** Any failure as a problem: what is not one yet keeps its sentence. */
  static from(error: unknown): ApiProblem {
    if (error instanceof ApiProblem) return error;
    const detail =
      error instanceof Error && error.message ? error.message : "Something went wrong. Try again.";
    return new ApiProblem({ code: "client_error", detail });
  }
}

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiProblem({
      code: "offline",
      detail: "The portal cannot be reached. Check your connection, then try again.",
    });
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as Answer;
  const problem = (await response.json().catch(() => null)) as ProblemJson | null;
  throw new ApiProblem(
    problem ?? {
      code: "unexpected_answer",
      status: response.status,
      detail: `The portal answered ${response.status}. Try again shortly.`,
    },
  );
}

/** The portal's API, for its own pages. Every call throws `ApiProblem` when it does not work. */
export const api = {
  get: <Answer>(path: string) => call<Answer>("GET", path),
  post: <Answer>(path: string, body: unknown) => call<Answer>("POST", path, body),
  put: <Answer>(path: string, body: unknown) => call<Answer>("PUT", path, body),
  patch: <Answer>(path: string, body: unknown) => call<Answer>("PATCH", path, body),
  delete: (path: string) => call<undefined>("DELETE", path),
};
