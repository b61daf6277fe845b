import { newId, sessionLifetimeMs } from "@mosis/domain";
import { headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { container } from "../container.ts";
import { env } from "../env.ts";
import { cameFrom } from "../http/came-from.ts";
import { githubProvider } from "./github-provider.ts";
import { currentSession } from "./session.ts";
import { overHttps, type SessionToken } from "./session-cookie.ts";

/** How people sign in: with GitHub when it is set up, by name in a demo store. */
export function authOptions(): NextAuthOptions {
  const settings = env();
  return {
    secret: settings.AUTH_SECRET,
    useSecureCookies: overHttps(),
    session: { strategy: "jwt", maxAge: sessionLifetimeMs / 1000 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      ...(settings.GITHUB_CLIENT_ID && settings.GITHUB_CLIENT_SECRET
        ? [
            githubProvider({
              baseUrl: settings.GITHUB_BASE_URL,
              clientId: settings.GITHUB_CLIENT_ID,
              clientSecret: settings.GITHUB_CLIENT_SECRET,
            }),
          ]
        : []),
      ...(settings.DEMO_SIGN_IN === "on" ? [demoProvider()] : []),
    ],
    callbacks: {
      async jwt({ token, account, user }) {
        if (!account) return token.sid ? { sid: token.sid } : {};
        const [before, asked] = await Promise.all([currentSession(), headers()]);
        const from = cameFrom(asked);
        const { session } = await container().app.signIn({
          identity: {
            provider: account.provider === "github" ? "github" : "demo",
            subject: account.providerAccountId,
            name: user.name ?? "Somebody",
            email: user.email ?? null,
            avatarUrl: user.image ?? null,
          },
          userAgent: asked.get("user-agent") ?? "",
          ...(from && { from }),
          // Whatever session the browser came with ends here: nobody goes on under an id that was known before.
          replaces: before?.session.id ?? null,
        });
        return { sid: session.id } satisfies SessionToken;
      },
      // Nothing reads next-auth's own session document: who is signed in is a question to the database.
      session: () => ({ expires: new Date(0).toISOString() }),
      redirect: ({ url }) => ownAddress(url, settings.PUBLIC_URL),
    },
    events: {
      async signOut({ token }) {
        const sessionId = (token as Partial<SessionToken> | undefined)?.sid;
        const found = sessionId && (await container().app.resolveSession({ sessionId }));
        if (found) await container().app.revokeSession({ actor: found.actor, sessionId });
      },
    },
    logger: {
      error: (code, metadata) => {
        // Its metadata may hold tokens: only the code and the error's own sentence are kept.
        const message =
          metadata instanceof Error ? metadata.message : (metadata.error as Error | undefined)?.message;
        container().log.error({ code, message, incident: newId() }, "sign-in failed");
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

function demoProvider() {
  return CredentialsProvider({
    id: "demo",
    name: "Demo sign-in",
    credentials: { name: { label: "Name" } },
    authorize: async (given) => {
      const name = given?.name?.trim() ?? "";
      if (name.length < 1 || name.length > 40) return null;
      return { id: name.toLowerCase(), name, email: demoAddress(name) };
    },
  });
}

/** An address that leads nowhere (RFC 6761 §6.4): mails of a demo store are looked at in the portal. */
function demoAddress(name: string): string {
  const local = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${local || "somebody"}@demo.invalid`;
}

/** A path or address of the portal itself; anything else becomes the console. */
function ownAddress(url: string, publicUrl: string): string {
  const target = new URL(url, publicUrl);
  return target.origin === publicUrl ? target.href : `${publicUrl}/console`;
}
