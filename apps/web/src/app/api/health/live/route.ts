export const dynamic = "force-dynamic";

/** Says that this process serves requests; nothing about what is behind it. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
