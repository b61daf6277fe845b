import { resolveRange } from "../downloads/byte-range.ts";
import type { EdgeCache } from "../downloads/edge-cache.ts";

/** A cache in memory that answers ranges by itself, as Cloudflare's does. */
export interface MemoryCache extends EdgeCache {
  kept: Map<string, { headers: Record<string, string>; bytes: Uint8Array<ArrayBuffer> }>;
  /** Paths that were looked for. */
  asked: string[];
}

export function memoryCache(): MemoryCache {
  const kept: MemoryCache["kept"] = new Map();
  const asked: string[] = [];
  return {
    kept,
    asked,
    async match(path, range) {
      asked.push(path);
      const found = kept.get(path);
      if (!found) return null;
      const { headers, bytes } = found;
      const part = resolveRange(range, bytes.length);
      if (part === null) return new Response(bytes, { headers });
      if (part === "unsatisfiable") {
        return new Response(null, { status: 416, headers: { "content-range": `bytes */${bytes.length}` } });
      }
      const last = part.offset + part.length - 1;
      return new Response(bytes.slice(part.offset, last + 1), {
        status: 206,
        headers: {
          ...headers,
          "content-length": String(part.length),
          "content-range": `bytes ${part.offset}-${last}/${bytes.length}`,
        },
      });
    },
    async put(path, answer) {
      if (answer.status !== 200) throw new TypeError("Only whole answers are kept.");
      const bytes = new Uint8Array(await answer.arrayBuffer());
      kept.set(path, { headers: Object.fromEntries(answer.headers), bytes });
    },
    async delete(path) {
      kept.delete(path);
    },
  };
}
