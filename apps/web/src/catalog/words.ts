const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });
const compact = new Intl.NumberFormat("en", { notation: "compact" });

/** A date that stays true on a page that is kept. */
export const dateOf = (at: Date): string => day.format(at);

export const appsInWords = (count: number): string =>
  count === 1 ? "1 app" : `${count.toLocaleString("en")} apps`;

/** Downloads of the last 30 days, which are cut to two digits. */
export function downloadsInWords(count: number): string {
  if (count < 100) return `${count} ${count === 1 ? "download" : "downloads"} in 30 days`;
  return `${compact.format(count)}+ downloads in 30 days`;
}
