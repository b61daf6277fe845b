import { join } from "node:path";

/** The folder of the repository, where `wrangler.toml`, `prisma/` and `node_modules/` are. */
export const repositoryRoot = join(import.meta.dirname, "../../..");
