// Breaks: device-client-imports-nothing
import type { Version } from "@mosis/domain";

export type Offered = Version;
