import {
  isAdmin,
  type NoticeKind,
  noticeKinds,
  storeWebhookKinds,
  type UserActor,
  webhookKinds,
} from "@mosis/domain";
import type { KindOption } from "./webhook-fields.tsx";

/** What somebody can have sent to webhooks; what concerns the store is its admins' to choose. */
export function kindsShownTo(actor: UserActor): KindOption[] {
  const option = (value: NoticeKind, label: string): KindOption => ({ value, label });
  return [
    ...webhookKinds.map((value) => option(value, noticeKinds[value].words)),
    ...(isAdmin(actor)
      ? storeWebhookKinds.map((value) =>
          option(value, `The store: ${noticeKinds[value].words.toLowerCase()}`),
        )
      : []),
  ];
}
