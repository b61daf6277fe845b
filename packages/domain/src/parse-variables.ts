import type { z } from "zod";

/**
 * A program's variables as its schema has them.
 * @param who cannot start without them, as a sentence begins with it: `The portal`.
 * @throws Error with one line for each variable that is missing or wrong; none of their values is in it.
 */
export function parseVariables<Output>(who: string, schema: z.ZodType<Output>, variables: object): Output {
  const parsed = schema.safeParse(variables, {
    error: ({ input }) => (input === undefined ? "is not set" : undefined),
  });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`${who} cannot start with these environment variables:\n${lines.join("\n")}`);
}
