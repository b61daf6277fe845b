import { system, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Ports } from "../ports/ports.ts";
import type { IdentityVerifier } from "../ports/trust.ts";
import { isSecretText, newSecretText, secretHash } from "../secret-text.ts";
import {
  claimsWorthKeeping,
  isIdentity,
  type TrustedExchange,
  type TrustedPublisher,
  uploadTokenMs,
} from "../trusted-publisher.ts";

/** An identity token may be taken as of now for this long after its end. */
const leewayMs = 60_000;

/**
 * Gives leave to upload one package to an app, for an identity token of somebody the app trusts. No issuer is asked for
 * its keys that the app does not name.
 * @throws DomainError `identity_not_trusted` also when there is no such app, `identity_token_invalid`,
 *   `identity_token_used`, `issuer_unavailable`.
 */
export async function exchangeIdentity(
  { db, clock }: Ports,
  { packageId, idToken, verifier }: { packageId: string; idToken: string; verifier: IdentityVerifier },
): Promise<{ text: string; expiresAt: Date }> {
  const issuer = verifier.issuerIn(idToken);
  if (issuer === null) throw new DomainError("identity_token_invalid");
  const app = await db.apps.findByPackageId(system, packageId);
  const publishers = app ? (await db.trust.list(app.id)).filter((one) => one.issuer === issuer) : [];
  if (publishers.length === 0) throw new DomainError("identity_not_trusted");
  const claims = await verifier.verify(idToken, issuer);
  const publisher = publishers.find(({ identity }) => isIdentity(identity, issuer, claims));
  if (!publisher) throw new DomainError("identity_not_trusted");

  const now = clock.now();
  const text = newSecretText("upload");
  const exchange: TrustedExchange = {
    id: newId(now),
    publisherId: publisher.id,
    claims: claimsWorthKeeping(claims),
    createdAt: now,
    expiresAt: new Date(now.getTime() + uploadTokenMs),
    keptUntil: new Date(claims.exp * 1000 + leewayMs),
    uploadId: null,
  };
  const identitySha256 = await secretHash(`${issuer} ${sameness(idToken, claims)}`);
  const hash = await secretHash(text);
  await db.transaction(async (stores) => {
    if (!(await stores.trust.exchange(exchange, { identitySha256, hash })))
      throw new DomainError("identity_token_used");
    await stores.audit.append({
      actor: actorFor(publisher, exchange),
      action: "trust.exchanged",
      subjectId: publisher.id,
      appId: publisher.appId,
      at: now,
      data: { app: publisher.appId, issuer, ...exchange.claims },
    });
  });
  return { text, expiresAt: exchange.expiresAt };
}

/**
 * For whom the bearer of this text acts: for the account, in the name of who set the publisher up, whether or not they
 * still belong to it. Null when it is no such text, has expired, or its publisher was removed.
 */
export async function resolveUploadToken(
  { db, clock }: Ports,
  { text }: { text: string },
): Promise<UserActor | null> {
  if (!isSecretText("upload", text)) return null;
  const found = await db.trust.findByHash(await secretHash(text));
  if (!found || found.exchange.expiresAt <= clock.now()) return null;
  return actorFor(found.publisher, found.exchange);
}

function actorFor(publisher: TrustedPublisher, exchange: TrustedExchange): UserActor {
  const { id, uploadId } = exchange;
  return {
    kind: "user",
    userId: publisher.createdBy,
    developerId: publisher.developerId,
    accountRole: "maintainer",
    role: "member",
    token: { id, scopes: ["upload"], appId: publisher.appId, trusted: { id, uploadId } },
  };
}

/** What is the same in every copy of a token: its id, or all that is signed. A signature can be written in two ways. */
function sameness(idToken: string, { jti }: Readonly<Record<string, unknown>>): string {
  return typeof jti === "string" && jti !== "" ? `jti ${jti}` : idToken.slice(0, idToken.lastIndexOf("."));
}
