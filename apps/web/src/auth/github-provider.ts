import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";

const GithubUser = z.object({
  id: z.int().positive(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.url().nullish(),
});
/** What is taken over of a GitHub account. */
interface Person {
  sub: string;
  name: string;
  email?: string;
  image?: string;
}

const Emails = z.array(z.object({ email: z.email(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Sign-in at GitHub or at a GitHub Enterprise Server, whose API is under `/api/v3` of its own address.
 * People are known by their numeric id: logins can be renamed and taken over.
 */
export function githubProvider(server: {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
}): OAuthConfig<Person> {
  const { baseUrl, clientId, clientSecret } = server;
  const apiUrl = baseUrl === "https://github.com" ? "https://api.github.com" : `${baseUrl}/api/v3`;
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    clientId,
    clientSecret,
    checks: ["pkce", "state"],
    issuer: `${baseUrl}/login/oauth`,
    authorization: { url: `${baseUrl}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
    token: `${baseUrl}/login/oauth/access_token`,
    userinfo: {
      url: `${apiUrl}/user`,
      request: async ({ tokens }) => {
        const headers = {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${tokens.access_token}`,
        };
        const [profile, emails] = await Promise.all(
          ["/user", "/user/emails"].map(async (path) => {
            const answer = await fetch(apiUrl + path, { headers, signal: AbortSignal.timeout(10_000) });
            if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}`);
            return (await answer.json()) as unknown;
          }),
        );
        const confirmed = Emails.parse(emails).find(({ primary, verified }) => primary && verified);
        const { id, login, name, avatar_url } = GithubUser.parse(profile);
        return {
          sub: String(id),
          name: name || login,
          ...(confirmed && { email: confirmed.email }),
          ...(avatar_url && { image: avatar_url }),
        };
      },
    },
    profile: ({ sub, name, email, image }) => ({ id: sub, name, email: email ?? null, image: image ?? null }),
  };
}
