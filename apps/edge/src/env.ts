import { parseVariables } from "@mosis/domain";
import { storageVariables, wholeOldBucket } from "@mosis/storage/settings";
import { telemetryVariables } from "@mosis/telemetry/settings";
import { z } from "zod";
import { logLevels } from "./http/log.ts";

const shared = {
  /** Address under which devices reach the edge. */
  EDGE_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  DOWNLOAD_SIGNING_KEY: z.string().min(32, "Use at least 32 random characters."),
  LOG_LEVEL: z.enum(logLevels).default("info"),
};

const WorkerEnv = z.object(shared);
export type WorkerEnv = z.infer<typeof WorkerEnv>;

const NodeEnv = z
  .object({
    ...shared,
    EDGE_HOST: z.string().min(1).default("127.0.0.1"),
    /** 0 takes any that is free; the log says which. */
    EDGE_PORT: z.coerce.number().int().min(0).max(65535).default(8787),
    /** Who sends the bytes of downloads: the edge, or storage itself, to which devices are sent on. */
    DOWNLOADS: z.enum(["edge", "presigned"]).default("edge"),
    /** How long it goes on answering after it was asked to stop, so that balancers can notice. */
    DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(5),
    ...storageVariables,
    METRICS_TOKEN: telemetryVariables.METRICS_TOKEN,
    MOSIS_VERSION: telemetryVariables.MOSIS_VERSION,
  })
  .refine(...wholeOldBucket);
export type NodeEnv = z.infer<typeof NodeEnv>;

/** The settings of the edge on Node. @throws Error with one line for each variable that is missing or wrong. */
export function readNodeEnv(variables: NodeJS.ProcessEnv = process.env): NodeEnv {
  return parseVariables("The edge", NodeEnv, variables);
}

/** The settings among a Worker's bindings. @throws Error with one line for each variable that is missing or wrong. */
export function readWorkerEnv(bindings: object): WorkerEnv {
  return parseVariables("The edge", WorkerEnv, bindings);
}
