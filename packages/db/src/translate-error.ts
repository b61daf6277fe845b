import { DomainError, isDomainError } from "@mosis/domain";

/** What Prisma's adapter calls: out of reach, refused, timed out, gone, full, deadlocked. */
const unavailableKinds: ReadonlySet<unknown> = new Set([
  "AuthenticationFailed",
  "ConnectionClosed",
  "DatabaseAccessDenied",
  "DatabaseDoesNotExist",
  "DatabaseNotReachable",
  "SocketTimeout",
  "TlsConnectionError",
  "TooManyConnections",
  "TransactionWriteConflict",
]);

/** Prisma's code for a transaction that got no connection in time, or took too long. */
const transactionTimeout = "P2028";

/**
 * SQLSTATE classes (PostgreSQL manual, appendix A): 08 connection, 53 resources, 57 intervention such as a
 * shutdown or a statement that took too long, 25P03 a transaction that idled.
 */
const unavailableStates = /^(?:08|53|57)|^25P03$/;

/** pg gives its own failures no code. */
const unavailableMessages =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired)/;

/** Sockets (libuv). */
const socketCodes = /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** The error and what caused it, as deep as Prisma and its adapter wrap them. */
function* layers(error: unknown): Generator<Record<string, unknown>> {
  let layer = error;
  for (let depth = 0; depth < 6 && typeof layer === "object" && layer !== null; depth += 1) {
    const fields = layer as Record<string, unknown>;
    yield fields;
    const meta = fields.meta as Record<string, unknown> | undefined;
    layer = meta?.driverAdapterError ?? fields.cause;
  }
}

/**
 * What a failed call means to the domain. The database being out of reach is `service_unavailable`; an id that
 * is no UUID names nothing, `not_found`; text that PostgreSQL cannot hold is `input_invalid`. Anything else is
 * a fault of ours and stays what it is.
 */
export function translateError(error: unknown): unknown {
  if (isDomainError(error)) return error;
  for (const { code, originalCode, kind, message } of layers(error)) {
    const codes = [code, originalCode].filter((candidate) => typeof candidate === "string");
    if (
      unavailableKinds.has(kind) ||
      codes.some(
        (one) => one === transactionTimeout || unavailableStates.test(one) || socketCodes.test(one),
      ) ||
      (typeof message === "string" && unavailableMessages.test(message))
    ) {
      return new DomainError("service_unavailable", { cause: error });
    }
    if (kind === "InvalidInputValue" || codes.includes("22P02")) {
      return new DomainError("not_found", { cause: error });
    }
    if (codes.includes("22021") || codes.includes("22P05")) {
      return new DomainError("input_invalid", {
        message: "The text has a character that cannot be stored (U+0000). Remove it and try again.",
        cause: error,
      });
    }
  }
  return error;
}

/** The same port, whose methods fail with translated errors. */
export function withTranslatedErrors<Port extends object>(port: Port): Port {
  const translated = Object.entries(port).map(([name, method]: [string, (...args: unknown[]) => unknown]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args);
      } catch (error) {
        throw translateError(error);
      }
    },
  ]);
  return Object.fromEntries(translated) as Port;
}
