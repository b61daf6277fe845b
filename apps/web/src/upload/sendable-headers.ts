/** Set by the browser itself; scripts may not name it. */
const forbidden = new Set(["content-length", "host"]);

/** The headers of a signed request that a script has to set. */
export function sendableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !forbidden.has(name.toLowerCase())));
}
