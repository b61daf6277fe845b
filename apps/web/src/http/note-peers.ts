import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { peerHeader } from "./client-address.ts";

let isNoting = false;

/**
 * Writes each connection's address into its requests, for Next tells handlers nothing of it: what `X-Forwarded-For`
 * says, anybody can have written. Runs before Next sees a request.
 */
export function notePeers(): void {
  if (isNoting) return;
  isNoting = true;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[peerHeader] = request.socket.remoteAddress ?? "unknown";
  });
}
