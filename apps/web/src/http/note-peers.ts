import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { peerHeader, selfHeader } from "./client-address.ts";

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
    const { remoteAddress, localAddress, localPort, localFamily } = request.socket;
    request.headers[peerHeader] = remoteAddress ?? "unknown";
    const host = localFamily === "IPv6" ? `[${localAddress}]` : localAddress;
    request.headers[selfHeader] = `http://${host}:${localPort}`;
  });
}
