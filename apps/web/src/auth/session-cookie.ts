import { env } from "../env.ts";

/** Over HTTPS next-auth puts `__Secure-` before the names of its cookies. */
export const overHttps = () => env().PUBLIC_URL.startsWith("https:");
export const sessionCookie = () => `${overHttps() ? "__Secure-" : ""}next-auth.session-token`;
