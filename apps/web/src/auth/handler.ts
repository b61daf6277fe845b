import NextAuth from "next-auth";
import { authOptions } from "./options.ts";

/** next-auth's own addresses: start and end of a sign-in, its CSRF token, sign-out. */
export const handleAuth = (
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> => NextAuth(authOptions())(request, context) as Promise<Response>;
