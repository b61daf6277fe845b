import { type Application, canReview, isAdmin, type UserActor } from "@mosis/domain";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { z } from "zod";
import { container } from "../container.ts";
import { env } from "../env.ts";
import { cameFrom } from "../http/came-from.ts";
import { type SessionToken, sessionCookie } from "./session-cookie.ts";

export type CurrentSession = NonNullable<Awaited<ReturnType<Application["resolveSession"]>>>;

/** Who is behind this request, asked of the database once per request; null for nobody. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const token = (await cookies()).get(sessionCookie())?.value;
  if (!token) return null;
  const claims = await decode({ token, secret: env().AUTH_SECRET }).catch(() => null);
  const sessionId = z.uuid().safeParse(claims?.sid);
  if (!sessionId.success) return null;
  const found = await container().app.resolveSession({ sessionId: sessionId.data as SessionToken["sid"] });
  const from = cameFrom(await headers());
  return found && from ? { ...found, actor: { ...found.actor, from } } : found;
});

/** The signed-in person, for a page; everyone else is sent to sign in and comes back afterwards. */
export async function requireActor(): Promise<UserActor> {
  return (await requireSession()).actor;
}

/** The same, with the session itself. */
export async function requireSession(): Promise<CurrentSession> {
  const session = await currentSession();
  if (session) return session;
  const path = (await headers()).get("x-mosis-path") ?? "/console";
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

/** An admin, for a page; for others the page does not exist. */
export async function requireAdminActor(): Promise<UserActor> {
  const actor = await requireActor();
  return isAdmin(actor) ? actor : notFound();
}

/** A reviewer or admin, for a page; for others the page does not exist. */
export async function requireReviewerActor(): Promise<UserActor> {
  const actor = await requireActor();
  return canReview(actor) ? actor : notFound();
}
