import type { Cache } from "@cloudflare/workers-types";
import type { EdgeCache } from "./edge-cache.ts";

/** Cloudflare's Cache API. A takedown is also seen where nothing was deleted: `download.ts` asks storage first. */
export function cloudflareCache(cache: Pick<Cache, "match" | "put" | "delete">, edgeUrl: string): EdgeCache {
  // The Workers types bring their own Request and Response, which at run time are the same.
  const url = (path: string) => `${edgeUrl}${path}`;
  return {
    async match(path, range) {
      const request = new Request(url(path), range === undefined ? {} : { headers: { range } });
      const found = await cache.match(request as never);
      return (found as unknown as Response | undefined) ?? null;
    },
    put: (path, answer) => cache.put(url(path), answer as never),
    async delete(path) {
      await cache.delete(url(path));
    },
  };
}
