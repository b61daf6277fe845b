import { IdentityInput } from "@/http/inputs.ts";
import { json, route } from "@/http/route.ts";
import { identityVerifier } from "@/trusted/identity-verifier.ts";

export const POST = route({
  auth: "public",
  body: IdentityInput,
  handle: async ({ body, app }) => {
    const { text, expiresAt } = await app.exchangeIdentity({
      packageId: body.package_id,
      idToken: body.id_token,
      verifier: identityVerifier(),
    });
    return json({ token: text, expires_at: expiresAt.toISOString() }, 201);
  },
});
