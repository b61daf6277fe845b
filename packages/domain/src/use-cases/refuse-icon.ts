import { system } from "../actor.ts";
import { type Icon, type IconRefusal, moveIcon } from "../icon.ts";
import type { Stores } from "../ports/stores.ts";
import type { Upload } from "../upload.ts";
import { consumeUpload } from "./consume-upload.ts";

/**
 * Refuses an icon inside a transaction; its bytes go. Later runs than the one that read the icon are not stopped:
 * they find it refused.
 */
export async function refuseIcon(
  stores: Stores,
  { icon, upload, refusal, at }: { icon: Icon; upload: Upload; refusal: IconRefusal; at: Date },
): Promise<void> {
  await stores.icons.update({ ...moveIcon(icon, "refused", at), refusal }, icon);
  await consumeUpload(stores, upload, at);
  await stores.audit.append({
    actor: system,
    action: "icon.refused",
    subjectId: icon.id,
    appId: icon.appId,
    at,
    data: { code: refusal.code },
  });
}
