/**
 * The pattern of a route, of the path that led to it and the parameters that Next took out of that: `/api/v1/apps/[appId]`.
 * Paths hold ids without end; patterns are as many as there are routes.
 */
export function routePattern(pathname: string, params: unknown): string {
  const segments = pathname.split("/");
  const named = Object.entries((params ?? {}) as Record<string, string | string[]>);
  // Parameters stand towards the end; what is said before them may be spelled alike.
  for (const [name, value] of named.reverse()) {
    if (Array.isArray(value)) {
      segments.splice(segments.length - value.length, value.length, `[...${name}]`);
      continue;
    }
    const at = segments.findLastIndex((segment) => isSame(segment, value));
    if (at >= 0) segments[at] = `[${name}]`;
  }
  return segments.join("/");
}

function isSame(segment: string, value: string): boolean {
  if (segment === value) return true;
  try {
    return decodeURIComponent(segment) === value;
  } catch {
    return false;
  }
}
