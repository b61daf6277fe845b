import { StatisticsQuery } from "@mosis/domain";
import { z } from "zod";

/** Which numbers are downloaded: by version and part, or by country. */
export const StatisticsExport = StatisticsQuery.safeExtend({
  by: z.enum(["version", "country"]).default("version"),
});
