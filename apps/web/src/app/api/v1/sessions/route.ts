import { presentSession } from "@/http/present.ts";
import { json, route } from "@/http/route.ts";

export const GET = route({
  auth: "self.manage",
  handle: async ({ actor, sessionId, app }) => {
    const sessions = await app.listSessions({ actor });
    return json({ sessions: sessions.map((session) => presentSession(session, sessionId)) });
  },
});
