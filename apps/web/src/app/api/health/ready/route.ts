import { isDraining } from "@/http/draining";

export const dynamic = "force-dynamic";

/** Whether balancers are to send requests here. */
export function GET(): Response {
  const status = isDraining() ? "draining" : "ok";
  return Response.json(
    { status },
    { status: isDraining() ? 503 : 200, headers: { "cache-control": "no-store" } },
  );
}
