// Breaks: openapi-imports-nothing-of-ours
import type { Version } from "@mosis/domain";

export type Described = Version;
