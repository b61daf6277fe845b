import { isAdmin } from "@mosis/domain";
import { currentSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { isDraining } from "@/http/draining.ts";

export const dynamic = "force-dynamic";

/**
 * Says whether this process can be sent requests, and how each part of the store does. Not through `route`, which asks the
 * very services that are looked at here.
 */
export async function GET(request: Request): Promise<Response> {
  const { watch } = container();
  const maySeeNumbers = watch.mayReadMetrics(request.headers.get("authorization")) || (await isAdminAsking());
  const { isReady, document } = await watch.readiness({ isDraining: isDraining(), maySeeNumbers });
  return Response.json(document, { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } });
}

/** Probes bring no session, and without one nothing is asked. */
async function isAdminAsking(): Promise<boolean> {
  const session = await currentSession().catch(() => null);
  return session !== null && isAdmin(session.actor);
}
