// Breaks: delta-imports-format-only
import type { Version } from "@mosis/domain";

export type Base = Version;
