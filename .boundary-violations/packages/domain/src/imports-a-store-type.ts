// Breaks: domain-imports-format-only
import type { Row } from "../../db/src/row.ts";

export type Version = { row: Row };
