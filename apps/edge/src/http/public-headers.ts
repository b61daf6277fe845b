/**
 * For what any web page may ask for. They go into each answer as it is made, and not into a finished one: on Node a
 * header that is added afterwards costs as much as the rest of an update check.
 */
export const publicHeaders = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "etag",
  "x-content-type-options": "nosniff",
} as const;

/** The answer to the question a browser asks before it sends a call (CORS, preflight). */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...publicHeaders,
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers": "content-type, if-none-match",
      "access-control-max-age": "86400",
    },
  });
}
