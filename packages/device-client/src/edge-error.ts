/** The store answered, and said no. `code` is stable: docs/device-protocol.md lists what to do about each. */
export class EdgeError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "EdgeError";
    this.status = status;
    this.code = code;
  }
}

/** Reads a problem document (RFC 9457); whatever is none becomes `unexpected_answer`. */
export async function edgeErrorOf(response: Response): Promise<EdgeError> {
  const unexpected = new EdgeError(
    response.status,
    "unexpected_answer",
    `The store answered ${response.status} without a reason.`,
  );
  try {
    const { code, detail } = (await response.json()) as Record<string, unknown>;
    return typeof code === "string" && typeof detail === "string"
      ? new EdgeError(response.status, code, detail)
      : unexpected;
  } catch {
    return unexpected;
  }
}
