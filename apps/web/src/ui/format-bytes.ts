const units = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** Bytes for people, in powers of ten with three digits: `52.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} ${bytes === 1 ? "byte" : "bytes"}`;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[power]}`;
}
