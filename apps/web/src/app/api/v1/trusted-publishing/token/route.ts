import { container } from "@/container.ts";
import { IdentityInput } from "@/http/inputs.ts";
import { json, route } from "@/http/route.ts";

export const POST = route({
  auth: "public",
  body: IdentityInput,
  handle: async ({ body, app }) => {
    const { text, expiresAt } = await app.exchangeIdentity({
      packageId: body.package_id,
      idToken: body.id_token,
      verifier: container().identities,
    });
    return json({ token: text, expires_at: expiresAt.toISOString() }, 201);
  },
});
