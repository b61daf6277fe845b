/** Addresses a page may talk to besides the portal's own. */
export interface Places {
  /** Where uploads and downloads of packages go. */
  storage: string;
  /** Where icons and screenshots come from, and what the reference of its API tries out. */
  edge: string;
  /** Where people's pictures come from. */
  pictures: readonly string[];
}

/**
 * What a page may load and run. Scripts run that carry the nonce of this very answer, and those that they load; looks
 * may stand in the page itself, as components and charts bring them. Nothing may frame a page, and no form leads away.
 */
export function contentSecurityPolicy(
  nonce: string,
  { storage, edge, pictures }: Places,
  isDevelopment = false,
): string {
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'self'"],
    // Browsers that know strict-dynamic do not read 'self'.
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", edge, storage, ...pictures],
    "font-src": ["'self'"],
    "connect-src": ["'self'", storage, edge],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "media-src": ["'none'"],
    "frame-src": ["'none'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  };
  return written(directives);
}

/** What a page of the catalog may load and run: one script that is always the same, and nothing it could talk to. */
export function catalogSecurityPolicy(script: string, { edge }: Pick<Places, "edge">): string {
  return written({
    "default-src": ["'none'"],
    "script-src": [script],
    "style-src": ["'self'"],
    "img-src": ["'self'", edge],
    "font-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  });
}

function written(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${[...new Set(values)].join(" ")}`)
    .join("; ");
}
