import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** An OpenID Connect issuer on this machine, for tests: real HTTP, real keys. */
export async function startLocalIssuer() {
  const keys = {
    rsa: await generateKeyPair("RS256", { extractable: true }),
    ec: await generateKeyPair("ES256", { extractable: true }),
    later: await generateKeyPair("ES256", { extractable: true }),
    foreign: await generateKeyPair("RS256", { extractable: true }),
  };
  /** Those whose public half is published. */
  const published: (keyof typeof keys)[] = ["rsa", "ec"];
  const asked: string[] = [];
  let claimed: string | null = null;
  let isBroken = false;
  let url = "";
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    const json = (body: unknown) =>
      response
        .writeHead(isBroken ? 500 : 200, { "content-type": "application/json" })
        .end(JSON.stringify(body));
    if (request.url === "/.well-known/openid-configuration")
      return void json({ issuer: claimed ?? url, jwks_uri: `${url}/keys` });
    const set = published.map(async (kid) => ({ ...(await exportJWK(keys[kid].publicKey)), kid }));
    return void json({ keys: await Promise.all(set) });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    url,
    asked,
    published,
    /** Has the issuer say that it is another, or not answer. */
    pretend(to: { issuer?: string; broken?: boolean }) {
      claimed = to.issuer ?? null;
      isBroken = to.broken ?? false;
    },
    /** A token by one of the issuer's keys; `kid` names another than the one that signed. */
    sign(claims: JWTPayload, key: keyof typeof keys = "rsa", kid: string = key): Promise<string> {
      const alg = key === "rsa" || key === "foreign" ? "RS256" : "ES256";
      return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(keys[key].privateKey);
    },
    unsigned: (claims: JWTPayload) => `${base64({ alg: "none", kid: "rsa" })}.${base64(claims)}.`,
    /** Signed with the public key as a shared secret (RFC 8725 section 2.1). */
    async signedWithPublicKey(claims: JWTPayload): Promise<string> {
      const text = `${base64({ alg: "HS256", kid: "rsa" })}.${base64(claims)}`;
      const secret = await exportSPKI(keys.rsa.publicKey);
      return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
    },
    close: () => server.close(),
  };
}
