import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainError, systemClock } from "@mosis/domain";
import type { NextRequest } from "next/server";
import { container } from "../container.ts";
import { cameFrom } from "../http/came-from.ts";
import { selfHeader } from "../http/client-address.ts";
import { catalogHeaders } from "../http/page-headers.ts";
import { countCall } from "../http/rate-limits.ts";
import { createFinishedPages, type FinishedPage, type FinishedPages } from "./finished-pages.ts";
import { catalogAddress } from "./page-address.ts";

/** Shown by the portal when it asks itself for a page to keep, with a word that only this process knows. */
const renderHeader = "x-mosis-render";
/** What is shown, with the status 404, in place of a page that does not exist. */
const missingPath = "/not-here";
/** The longest a page may take, milliseconds. */
const renderMs = 15_000;

const shared = globalThis as typeof globalThis & {
  mosisRender?: { word: string; origin: string; pages: FinishedPages };
};

/** Whether the portal asks itself. */
export function isOwnRender(headers: Pick<Headers, "get">): boolean {
  return shared.mosisRender !== undefined && headers.get(renderHeader) === shared.mosisRender.word;
}

/** The answer to a request for a page of the catalog; null for all others, and where no page could be made to keep. */
export async function answerCatalogPage(request: NextRequest): Promise<Response | null> {
  const { method, headers } = request;
  const address =
    method === "GET" || method === "HEAD" ? catalogAddress(new URL(request.nextUrl.href)) : null;
  const origin = headers.get(selfHeader);
  if (!address || !origin || isOwnRender(headers)) return null;
  try {
    await countCall("page", null, cameFrom(headers));
    return present(request, await finishedPages(origin).get(address));
  } catch (error) {
    if (error instanceof DomainError) return refuse(error);
    // A portal that stops does not take its own call any more: this visitor's page is rendered as any other of Next's.
    container().log.warn({ err: error, path: address.path.split("?")[0] }, "a catalog page is not kept");
    return null;
  }
}

function finishedPages(origin: string): FinishedPages {
  const known = shared.mosisRender;
  if (known) return known.pages;
  const { catalog, cache } = container();
  const word = randomBytes(24).toString("base64url");
  const pages = createFinishedPages({
    build: readFileSync(join(process.cwd(), ".next/BUILD_ID"), "utf8").trim(),
    generation: () => catalog.generation(),
    shared: cache,
    clock: systemClock,
    async render(path) {
      const page = await ask(path);
      return page.status === 404 ? { ...(await ask(missingPath)), status: 404 } : page;
    },
  });
  shared.mosisRender = { word, origin, pages };
  return pages;

  async function ask(path: string): Promise<{ status: number; html: string }> {
    const answer = await fetch(origin + path, {
      headers: { [renderHeader]: word, accept: "text/html" },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(renderMs),
    });
    const html = await answer.text();
    if (answer.status !== 200 && answer.status !== 404) throw new Error(`rendered with ${answer.status}`);
    return { status: answer.status, html };
  }
}

/**
 * Nothing in the answer is of whom it is for, so that a cache between may keep it. It has to ask each time whether the
 * page still is what it was, which costs next to nothing: an app that was taken down is gone behind a CDN as well.
 */
function present({ method, headers }: NextRequest, { status, etag, html }: FinishedPage): Response {
  // Weak: the same page, in whatever encoding Next sends it (RFC 9110 §8.8.1).
  const tag = `W/"${etag}"`;
  const common = {
    ...catalogHeaders(),
    "cache-control": status === 200 ? "public, no-cache" : "no-store",
    vary: "accept-encoding",
    ...(status === 200 && { etag: tag }),
  };
  const known = headers.get("if-none-match")?.split(",") ?? [];
  if (status === 200 && known.some((one) => one.trim() === tag)) {
    return new Response(null, { status: 304, headers: common });
  }
  return new Response(method === "HEAD" ? null : html, {
    status,
    headers: { ...common, "content-type": "text/html; charset=utf-8" },
  });
}

function refuse({ message, code, retryAfter }: DomainError): Response {
  return new Response(`${message}\n`, {
    status: code === "rate_limited" ? 429 : 503,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "retry-after": String(retryAfter ?? 5),
    },
  });
}
