import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Container } from "../container.ts";

const begun = new WeakMap<IncomingMessage, number>();
let isObserving = false;

/** The container when there is one: what nobody has asked for anything yet has nothing to count. */
const shared = globalThis as { mosisContainer?: Pick<Container, "watch"> };

/**
 * Counts and times what Next answers past our routes: pages, what moves between them, and files. Next tells nobody the
 * pattern of a page, so that they are one kind; `route` counts calls of the API itself.
 */
export function observePages(): void {
  if (isObserving) return;
  isObserving = true;
  subscribe("http.server.request.start", (message) => {
    begun.set((message as { request: IncomingMessage }).request, performance.now());
  });
  subscribe("http.server.response.finish", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const from = begun.get(request);
    const route = kindOf(request.url ?? "", request.headers.rsc !== undefined);
    if (from === undefined || route === null) return;
    const seconds = (performance.now() - from) / 1000;
    shared.mosisContainer?.watch.answered({
      route,
      method: request.method ?? "GET",
      status: response.statusCode,
      seconds,
    });
  });
}

/** Null for what counts itself, or is only asked by those who look after us. */
export function kindOf(url: string, isMove: boolean): string | null {
  if (url.startsWith("/api/auth/")) return "/api/auth/[...nextauth]";
  if (url.startsWith("/api/") || url.startsWith("/metrics")) return null;
  if (url.startsWith("/_next/")) return "file";
  return isMove ? "page data" : "page";
}
