import type { AddressRules } from "@mosis/domain";
import { env, isLocal } from "../env.ts";

/** Which addresses of webhooks this portal takes; the worker judges again whenever it sends. */
export function webhookRules(): AddressRules {
  const { PUBLIC_URL, WEBHOOK_PRIVATE_ADDRESSES } = env();
  return { allowHttp: isLocal(PUBLIC_URL), allowPrivate: WEBHOOK_PRIVATE_ADDRESSES === "allow" };
}
