import { installReportIdOf } from "@mosis/domain";
import type { Context } from "hono";
import { z } from "zod";
import { publicHeaders } from "../http/public-headers.ts";
import { readBody } from "../http/read-body.ts";
import type { Runtime } from "../runtime.ts";
import { DeviceName } from "../updates/answer-schema.ts";
import type { EventLog } from "./event-log.ts";

/** Bytes: more than a hundred reports of a device with the longest name. */
const largestBody = 64 * 1024;

export const ReportsRequest = z.object({
  device: DeviceName.describe("The name that the device asks for updates with. It is not kept."),
  reports: z
    .array(
      z.object({
        release_id: z.uuid().describe("`release.id` of the signed document."),
        outcome: z.enum(["installed", "failed"]),
      }),
    )
    .min(1)
    .max(100),
});

/** `POST /v1/reports`: what became of installations. A report counts once, however often it is sent. */
export function installReports(edge: {
  events: EventLog;
  runtime: Pick<Runtime, "keepAlive">;
  clock: { now(): Date };
}): (c: Context) => Promise<Response> {
  return async (c) => {
    const body = await readBody(c, ReportsRequest, largestBody);
    if (body instanceof Response) return body;
    const at = edge.clock.now().toISOString();
    const events = await Promise.all(
      body.reports.map(async ({ release_id, outcome }) => {
        // However its id is spelled, it is the same report.
        const releaseId = release_id.toLowerCase();
        const id = await installReportIdOf({ releaseId, device: body.device, outcome });
        return { kind: "install" as const, at, id, release_id: releaseId, outcome };
      }),
    );
    edge.events.record(events, (work) => edge.runtime.keepAlive(c, work));
    return new Response(null, { status: 202, headers: { ...publicHeaders, "cache-control": "no-store" } });
  };
}
