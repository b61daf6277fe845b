import { DomainError, type IdentityVerifier, type Outbound } from "@mosis/domain";
import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";

/** Signatures whose keys an issuer can publish: with a shared secret, or none, anybody could sign. */
const algorithms = ["RS256", "ES256"];
/** A job asks for its token when it needs it. */
const mostAgeSeconds = 15 * 60;
const leewaySeconds = 30;

/** How long keys are good for, and how soon they are asked for again for one that is not among them. */
const keysForMs = 10 * 60 * 1000;
const askAgainMs = 30 * 1000;
const mostIssuers = 100;

/** What an issuer's document may take, milliseconds and bytes. */
const documentMs = 5_000;
const documentBytes = 256 * 1024;

// OpenID Connect Discovery 1.0, section 3.
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

type Keys = { set: ReturnType<typeof createLocalJWKSet>; readAt: number };

export interface VerifierOptions {
  /** The portal's own address: tokens for anybody else are refused. */
  audience: string;
  /** The way to issuers. */
  outbound: Outbound;
  now?: () => Date;
}

/** Verifies what OpenID Connect issuers sign, by the keys they publish. */
export function createIdentityVerifier({
  audience,
  outbound,
  now = () => new Date(),
}: VerifierOptions): IdentityVerifier {
  /** By issuer; one that is being read is waited for by all. */
  const known = new Map<string, Promise<Keys>>();

  async function read(issuer: string): Promise<Keys> {
    try {
      const document = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
      const discovered = Discovery.parse(await readJson(document));
      if (discovered.issuer !== issuer) throw new Error("the document is another issuer's");
      const keys = KeySet.parse(await readJson(discovered.jwks_uri));
      return { set: createLocalJWKSet(keys as JSONWebKeySet), readAt: now().getTime() };
    } catch (cause) {
      throw new DomainError("issuer_unavailable", { cause });
    }
  }

  async function readJson(url: string): Promise<unknown> {
    const headers = { accept: "application/json" };
    const result = await outbound.request({
      method: "GET",
      url,
      headers,
      timeoutMs: documentMs,
      mostAnswerBytes: documentBytes,
    });
    if (result.kind !== "answer") throw new Error(result.problem);
    if (result.status !== 200 || !result.isWhole) throw new Error(`the issuer answered ${result.status}`);
    return JSON.parse(result.body);
  }

  async function keysOf(issuer: string, olderThanMs: number): Promise<Keys> {
    const before = known.get(issuer);
    if (before) {
      const keys = await before;
      if (now().getTime() - keys.readAt < olderThanMs) return keys;
      // Another caller has asked in the meantime.
      const since = known.get(issuer);
      if (since && since !== before) return since;
    }
    const reading = read(issuer);
    known.delete(issuer);
    known.set(issuer, reading);
    for (const oldest of known.keys()) if (known.size > mostIssuers) known.delete(oldest);
    reading.catch(() => known.get(issuer) === reading && known.delete(issuer));
    return reading;
  }

  return {
    issuerIn(token) {
      try {
        const { iss } = decodeJwt(token);
        return typeof iss === "string" ? iss : null;
      } catch {
        return null;
      }
    },

    async verify(token, issuer) {
      const judge = async ({ set }: Keys) => {
        const { payload } = await jwtVerify(token, set, {
          algorithms,
          issuer,
          audience,
          requiredClaims: ["sub", "exp", "iat"],
          maxTokenAge: mostAgeSeconds,
          clockTolerance: leewaySeconds,
          currentDate: now(),
        });
        return { ...payload, exp: payload.exp ?? 0 };
      };
      try {
        return await judge(await keysOf(issuer, keysForMs)).catch(async (error: unknown) => {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          // Signed by a key that has come since.
          return judge(await keysOf(issuer, askAgainMs));
        });
      } catch (cause) {
        if (cause instanceof errors.JOSEError) throw new DomainError("identity_token_invalid", { cause });
        throw cause;
      }
    },
  };
}
