import { DomainError, type SessionId } from "@mosis/domain";
import { liveEvents } from "@/http/live-events.ts";
import { presentBell } from "@/http/present-notices.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, sessionId, request, app, changes }) =>
    liveEvents({
      topic: `notices:${actor.userId}`,
      changes,
      signal: request.signal,
      // It is open as long as the page is: a session that was revoked meanwhile sees nothing more.
      read: async () => {
        const session = sessionId && (await app.resolveSession({ sessionId: sessionId as SessionId }));
        if (!session) throw new DomainError("sign_in_required");
        return presentBell(await app.readBell({ actor: session.actor }));
      },
      isFinal: () => false,
    }),
});
