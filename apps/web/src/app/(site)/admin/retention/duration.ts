/** Whole hours as people say them: `30 days`, `36 hours`. */
export function hoursInWords(hours: number): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count.toLocaleString("en")} ${unit}${count === 1 ? "" : "s"}`;
}
