import type { Context } from "hono";
import type { z } from "zod";
import { problem } from "./problem.ts";

/** Most errors of a body that are told. */
const mostErrors = 20;

/**
 * The JSON body as the schema has it, or the answer to a body that it refuses. Holds `largest` bytes at most.
 * @param readPlain reads what is usually sent, and faster: null, or what stands for just what the schema makes of it.
 */
export async function readBody<Output, Plain = never>(
  c: Context,
  schema: z.ZodType<Output>,
  largest: number,
  readPlain: (json: unknown) => Plain | null = () => null,
): Promise<Output | Plain | Response> {
  // A server takes no more of a body than its length announces.
  const length = c.req.header("content-length");
  if (length === undefined || !/^\d{1,15}$/.test(length)) return problem("length_required");
  if (Number(length) > largest) return problem("body_too_large");
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return problem("body_invalid", { members: { errors: [{ path: "", message: "It is not JSON." }] } });
  }
  const plain = readPlain(json);
  if (plain !== null) return plain;
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .slice(0, mostErrors)
    .map(({ path, message }) => ({ path: path.join("."), message }));
  return problem("body_invalid", { members: { errors } });
}
