import { newId } from "@mosis/domain";
import NextAuth from "next-auth";
import { cameFrom } from "../http/came-from.ts";
import { problemOf } from "../http/problem.ts";
import { countCall } from "../http/rate-limits.ts";
import { assertSameOrigin } from "../http/same-origin.ts";
import { authOptions } from "./options.ts";

/**
 * next-auth's own addresses: start and end of a sign-in, its CSRF token, sign-out. What changes something has to come
 * from our own pages, and is counted by address.
 */
export async function handleAuth(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  try {
    if (request.method === "POST") {
      assertSameOrigin(request);
      await countCall("sign_in", null, cameFrom(request.headers));
    }
  } catch (error) {
    const refused = problemOf(error, newId<"request">());
    if (refused) return refused;
    throw error;
  }
  return (await NextAuth(authOptions())(request, context)) as Response;
}
