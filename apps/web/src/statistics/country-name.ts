const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** What people call a country; its code where nobody does, as for `T1`, by which Cloudflare means the Tor network. */
export function countryName(code: string | null): string {
  if (code === null) return "Not known";
  if (code === "T1") return "Tor network";
  return (/^[A-Z]{2}$/.test(code) && names.of(code)) || code;
}
