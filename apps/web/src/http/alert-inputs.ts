import { AlertLimits, alertNames } from "@mosis/domain";
import { z } from "zod";

export const AlertParams = z.object({ alert: z.enum(alertNames) });

/** `AlertLimits` as the API spells them. */
export const AlertLimitsInput = z
  .object({
    above: AlertLimits.shape.above,
    for_seconds: AlertLimits.shape.forSeconds,
    muted: AlertLimits.shape.isMuted,
  })
  .transform(({ above, for_seconds, muted }) => ({ above, forSeconds: for_seconds, isMuted: muted }));
