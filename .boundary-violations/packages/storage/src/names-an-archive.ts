// Breaks: nothing
import type { Archive } from "../../format/src/node/open-archive.ts";

export type Stored = { archive: Archive };
