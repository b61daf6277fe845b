import { noticeDays } from "../notice.ts";
import type { Ports } from "../ports/ports.ts";
import { dayMs } from "../quota.ts";
import { deliveryDays } from "../webhook.ts";

/**
 * Deletes what is old: read notices and announcements that nobody has any more after 90 days, unread notices after a
 * year, deliveries of webhooks after 30 days; `batch` rows a statement.
 */
export async function forgetNotices(
  { db, clock }: Ports,
  { signal, batch = 1_000 }: { signal?: AbortSignal; batch?: number } = {},
): Promise<void> {
  const now = clock.now().getTime();
  const before = (days: number) => new Date(now - days * dayMs);
  const repeat = async (step: () => Promise<number>) => {
    do signal?.throwIfAborted();
    while ((await step()) === batch);
  };
  const notices = { read: before(noticeDays.read), unread: before(noticeDays.unread) };
  await repeat(() => db.notices.forget(notices, batch));
  await repeat(() => db.webhooks.forgetDeliveries(before(deliveryDays), batch));
  await repeat(() => db.announcements.forget(notices.read, batch));
}
