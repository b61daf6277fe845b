import { formatBytes } from "@/ui/format-bytes.ts";

/** Bytes to the last one, with what people remember of it: `52,428,800 bytes (52.4 MB)`. */
export function exactBytes(bytes: number): string {
  const exact = `${Math.round(bytes).toLocaleString("en")} ${Math.round(bytes) === 1 ? "byte" : "bytes"}`;
  return Math.abs(bytes) < 1000 ? exact : `${exact} (${formatBytes(bytes)})`;
}
