import { presentPolicy } from "@/http/present-retention.ts";
import { PolicyInput } from "@/http/retention-inputs.ts";
import { json, noContent, route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  async handle({ actor, app }) {
    return json(presentPolicy(await app.getRetentionPolicy({ actor })));
  },
});

export const PUT = route({
  auth: "store.administer",
  body: PolicyInput,
  async handle({ actor, body, app }) {
    await app.changeRetentionPolicy({ actor, policy: body });
    return noContent();
  },
});
