import type { StoredBody } from "../bucket/bucket-reader.ts";
import { type ProblemCode, problem } from "../http/problem.ts";

/** An answer with what is noted of it. */
export interface Served {
  response: Response;
  /** Of the object, as announced; 0 when the answer has none of it. */
  bytes: number;
  cache: "hit" | "miss" | "redirect";
}

export function wholeAnswer(object: StoredBody, headers: Record<string, string>): Served {
  const response = new Response(object.body, {
    headers: { ...headers, "content-length": String(object.size) },
  });
  return { response, bytes: object.size, cache: "miss" };
}

export function outside(size: number): Served {
  const headers = { "content-range": `bytes */${size}` };
  return bodiless(problem("range_not_satisfiable", { headers }));
}

export function refused(code: ProblemCode): Served {
  return bodiless(problem(code));
}

export function bodiless(response: Response): Served {
  return { response, bytes: 0, cache: "miss" };
}
