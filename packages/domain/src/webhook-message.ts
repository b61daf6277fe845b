import type { Announcement, NoticeKind } from "./announcement.ts";
import { noticePlace, noticeSentence, type Told } from "./notice.ts";

/** What is sent to webhooks, as JSON. */
export interface WebhookMessage {
  type: NoticeKind | "ping";
  /** When it happened, ISO 8601. */
  timestamp: string;
  data: {
    /** What happened, in a sentence. */
    message: string;
    /** Where one sees to it. */
    url: string;
    account: { id: string; name: string | null } | null;
    app: { id: string; package_id: string; name: string } | null;
    version: { id: string; version: string; version_code: number | null } | null;
    /** Who did it; null for the store itself. */
    by: string | null;
    /** What is particular to the kind. */
    details: Announcement["data"];
  };
}

/** The message about an announcement; without one, that of a ping. */
export function webhookMessage(
  told: Told | null,
  { at, portalUrl }: { at: Date; portalUrl: string },
): WebhookMessage {
  if (!told) {
    return {
      type: "ping",
      timestamp: at.toISOString(),
      data: {
        message: "This is a test. Nothing has happened.",
        url: `${portalUrl}/console/webhooks`,
        account: null,
        app: null,
        version: null,
        by: null,
        details: {},
      },
    };
  }
  const { announcement, names } = told;
  const { appId, versionId, developerId } = announcement;
  return {
    type: announcement.kind,
    timestamp: announcement.at.toISOString(),
    data: {
      message: noticeSentence(told),
      url: `${portalUrl}${noticePlace(told)}`,
      account: developerId && { id: developerId, name: names.account },
      app: appId && names.app && { id: appId, package_id: names.app.packageId, name: names.app.name },
      version: versionId &&
        names.version && { id: versionId, version: names.version.name, version_code: names.version.code },
      by: names.by,
      details: announcement.data,
    },
  };
}
