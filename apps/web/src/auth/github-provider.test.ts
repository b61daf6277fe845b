import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { githubProvider } from "./github-provider.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** An Enterprise server's API with these answers; asks for the token. */
async function enterprise(answers: Record<string, unknown>) {
  server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    const allowed = request.headers.authorization === "Bearer token";
    response.writeHead(!allowed ? 401 : answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = githubProvider({ baseUrl, clientId: "id", clientSecret: "secret" });
  const { userinfo } = provider;
  if (typeof userinfo !== "object" || !userinfo.request) throw new Error("the provider asks for no profile");
  const { request } = userinfo;
  return {
    provider,
    profile: () => request({ tokens: { access_token: "token" } } as Parameters<typeof request>[0]),
  };
}

const user = { id: 42, login: "octo", name: null, avatar_url: "https://example.org/octo.png" };

describe("githubProvider", () => {
  it("knows people by number, and takes their primary address when it is confirmed", async () => {
    const { profile } = await enterprise({
      "/api/v3/user": user,
      "/api/v3/user/emails": [
        { email: "other@example.org", primary: false, verified: true },
        { email: "octo@example.org", primary: true, verified: true },
      ],
    });
    expect(await profile()).toEqual({
      sub: "42",
      name: "octo",
      email: "octo@example.org",
      image: "https://example.org/octo.png",
    });
  });

  it("takes no address that is not confirmed", async () => {
    const emails = [{ email: "octo@example.org", primary: true, verified: false }];
    const { profile } = await enterprise({ "/api/v3/user": user, "/api/v3/user/emails": emails });
    expect(await profile()).not.toHaveProperty("email");
  });

  it("lets nobody in when GitHub does not say who it is", async () => {
    const { profile } = await enterprise({ "/api/v3/user": user });
    await expect(profile()).rejects.toThrow("GitHub answered 404 to /user/emails");
  });

  it("asks for state and PKCE", async () => {
    const { provider } = await enterprise({});
    expect(provider.checks).toEqual(["pkce", "state"]);
  });
});
