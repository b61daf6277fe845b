import type { AuditAction } from "@mosis/domain";

/** `version.review_cancelled` as a heading. */
export function actionWords(action: AuditAction): string {
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value of an entry as it is shown: text as it is, anything else as JSON. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
