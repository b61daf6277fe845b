import { type AlertEpisode, type AlertItem, type AlertLimits, alertRules, signals } from "@mosis/domain";

export function presentAlertLimits({ above, forSeconds, isMuted }: AlertLimits) {
  return { above, for_seconds: forSeconds, muted: isMuted };
}

export function presentAlert({ name, state, limits, isDefault }: AlertItem) {
  const { title, signal, severity } = alertRules[name];
  return {
    name,
    title,
    severity,
    signal,
    unit: signals[signal].unit,
    status: state?.status ?? "quiet",
    since: state?.since.toISOString() ?? null,
    value: state?.value ?? null,
    limits: { ...presentAlertLimits(limits), default: isDefault },
  };
}

export function presentAlertEpisode({ id, alert, firedAt, clearedAt, peak }: AlertEpisode) {
  return {
    id,
    alert,
    fired_at: firedAt.toISOString(),
    cleared_at: clearedAt?.toISOString() ?? null,
    peak,
  };
}
