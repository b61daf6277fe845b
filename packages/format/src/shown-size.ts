/** A number of bytes in words people use; decimal units, as storage and downloads are counted. */
export function shownSize(bytes: number): string {
  if (!Number.isFinite(bytes)) return "more than any file";
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}
