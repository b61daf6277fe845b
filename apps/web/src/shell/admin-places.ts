import {
  IconArrowsDiff,
  IconBellRinging,
  IconCalendarX,
  IconCoin,
  IconDatabase,
  IconDownload,
  IconHistory,
  IconListCheck,
  IconRobot,
  IconSettings,
  IconUsers,
} from "@tabler/icons-react";

/** The places of administrators, in the order in which they are listed everywhere. */
export const adminPlaces = [
  { href: "/admin/storage", label: "Storage", Icon: IconDatabase },
  { href: "/admin/cost", label: "Cost", Icon: IconCoin },
  { href: "/admin/downloads", label: "Downloads", Icon: IconDownload },
  { href: "/admin/retention", label: "Retention", Icon: IconCalendarX },
  { href: "/admin/reconciliation", label: "Reconciliation", Icon: IconArrowsDiff },
  { href: "/admin/review-policy", label: "Review policy", Icon: IconRobot },
  { href: "/admin/jobs", label: "Jobs", Icon: IconListCheck },
  { href: "/admin/alerts", label: "Alerts", Icon: IconBellRinging },
  { href: "/admin/people", label: "People", Icon: IconUsers },
  { href: "/admin/audit", label: "Audit log", Icon: IconHistory },
  { href: "/admin/settings", label: "Settings", Icon: IconSettings },
] as const;
