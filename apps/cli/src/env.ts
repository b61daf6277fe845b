import { z } from "zod";

/** A variable that is set to nothing is not set. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const Env = z.object({
  /** Lets the program act for its person; only `publish` needs it. */
  MOSIS_TOKEN: optional(z.string()),
  /** Of whoever runs the pipeline, for `publish --trusted`; shown nowhere. */
  MOSIS_ID_TOKEN: optional(z.string()),
  /** Where GitHub Actions makes identity tokens, in jobs that may have them. */
  ACTIONS_ID_TOKEN_REQUEST_URL: optional(z.url()),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: optional(z.string()),
  /** The portal's address. */
  MOSIS_URL: optional(z.string()),
  /** Keys of the two sides of `storage migrate`; they are shown nowhere. */
  MOSIS_FROM_ACCESS_KEY_ID: optional(z.string()),
  MOSIS_FROM_SECRET_ACCESS_KEY: optional(z.string()),
  MOSIS_TO_ACCESS_KEY_ID: optional(z.string()),
  MOSIS_TO_SECRET_ACCESS_KEY: optional(z.string()),
});
export type Env = z.infer<typeof Env>;

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  return Env.parse(source);
}
