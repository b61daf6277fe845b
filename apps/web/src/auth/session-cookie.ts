import type { SessionId } from "@mosis/domain";
import { env } from "../env.ts";

/** What the signed cookie carries: the id of a row in `sessions`, nothing else. */
export interface SessionToken {
  sid: SessionId;
}

/** Over HTTPS next-auth puts `__Secure-` before the names of its cookies. */
export const overHttps = () => env().PUBLIC_URL.startsWith("https:");
export const sessionCookie = () => `${overHttps() ? "__Secure-" : ""}next-auth.session-token`;
