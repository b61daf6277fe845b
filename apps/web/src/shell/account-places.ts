import { IconKey, IconUsers, IconWebhook } from "@tabler/icons-react";

/** The places of the account that one acts for, in the order in which they are listed everywhere. */
export const accountPlaces = [
  { href: "/console/team", label: "Members", Icon: IconUsers },
  { href: "/console/tokens", label: "Tokens", Icon: IconKey },
  { href: "/console/webhooks", label: "Webhooks", Icon: IconWebhook },
] as const;
