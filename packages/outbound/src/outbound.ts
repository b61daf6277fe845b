import http, { type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { Outbound, OutboundRequest, OutboundResult } from "@mosis/domain";
import { assertPublicLiteral, checkingLookup, PrivateAddressError, type Resolve } from "./checking-lookup.ts";

export interface OutboundOptions {
  /** Whether `http:` will do; default not. */
  allowHttp?: boolean;
  /** Whether addresses of private networks may be reached; default not. */
  allowPrivate?: boolean;
  /** How names are resolved; default as the system does. */
  resolve?: Resolve;
  /** Certificate authorities to trust instead of the usual ones. */
  ca?: string;
}

/** Codes of sockets and TLS, in words. */
const words: Record<string, string> = {
  ECONNREFUSED: "Nothing answers at this address: the connection was refused.",
  ECONNRESET: "The connection was cut off.",
  EHOSTUNREACH: "The address cannot be reached.",
  ENETUNREACH: "The address cannot be reached.",
  ENOTFOUND: "There is no server of this name.",
  EAI_AGAIN: "The name could not be resolved.",
  ETIMEDOUT: "The connection could not be made in time.",
};

/**
 * Requests to other people's servers: each with a connection of its own, no proxy, no redirect followed, and every
 * address judged at the moment of the connection. Never throws for what the other side does.
 */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  return { request: (request) => requestOnce(request, options) };
}

async function requestOnce(request: OutboundRequest, options: OutboundOptions): Promise<OutboundResult> {
  const began = performance.now();
  const durationMs = () => Math.round(performance.now() - began);
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const signal = AbortSignal.any([timeout, ...(request.signal ? [request.signal] : [])]);
  try {
    const answer = await send(request, options, signal);
    return { kind: "answer", ...answer, durationMs: durationMs() };
  } catch (error) {
    return { ...failureOf(error, request, timeout), durationMs: durationMs() };
  }
}

function failureOf(
  error: unknown,
  { timeoutMs }: OutboundRequest,
  timeout: AbortSignal,
): { kind: "refused" | "timeout" | "unreachable"; problem: string } {
  if (timeout.aborted)
    return { kind: "timeout", problem: `There was no answer within ${timeoutMs / 1000} s.` };
  if (error instanceof RefusedError) return { kind: "refused", problem: error.message };
  if (error instanceof PrivateAddressError)
    return {
      kind: "refused",
      problem: "The address is in a private network, where the store does not send to.",
    };
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  const isCertificate = /CERT|SIGNED|^ERR_TLS|^ERR_SSL|^EPROTO/.test(code);
  return {
    kind: "unreachable",
    problem:
      words[code] ??
      (isCertificate
        ? `No secure connection could be made (${code}).`
        : `The request did not come through${code ? ` (${code})` : ""}.`),
  };
}

class RefusedError extends Error {}

async function send(
  { url: address, method, headers, body, mostAnswerBytes }: OutboundRequest,
  { allowHttp = false, allowPrivate = false, resolve, ca }: OutboundOptions,
  signal: AbortSignal,
): Promise<{ status: number; body: string; isWhole: boolean }> {
  if (!URL.canParse(address)) throw new RefusedError("This is no address.");
  const url = new URL(address);
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:"))
    throw new RefusedError("The address has to begin with https://.");
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  // A literal address is connected to without a look-up.
  if (!allowPrivate) assertPublicLiteral(hostname);
  const bytes = body === undefined ? null : Buffer.from(body);
  const settings: RequestOptions & { ca?: string } = {
    protocol: url.protocol,
    hostname,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { ...headers, ...(bytes && { "content-length": bytes.length }) },
    // A connection of its own: one that is kept was judged under another name.
    agent: false,
    signal,
    ...(!allowPrivate && { lookup: checkingLookup(resolve) }),
    ...(ca !== undefined && { ca }),
  };
  return new Promise((done, fail) => {
    const sent = (url.protocol === "https:" ? https : http).request(settings, (answer) => {
      readText(answer, mostAnswerBytes).then(
        (text) => done({ status: answer.statusCode ?? 0, ...text }),
        fail,
      );
    });
    sent.on("error", fail);
    sent.end(bytes);
  });
}

/** The answer's text, up to so many bytes; then the connection is cut. */
async function readText(
  answer: IncomingMessage,
  mostBytes: number,
): Promise<{ body: string; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > mostBytes) break;
  }
  return {
    body: Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8"),
    isWhole: size <= mostBytes,
  };
}
