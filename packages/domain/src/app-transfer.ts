import type { App } from "./app.ts";
import type { AppId, AppTransferId, DeveloperId, UserId } from "./ids.ts";
import { dayMs } from "./quota.ts";

export const transferStatuses = ["open", "accepted", "called_off"] as const;
export type TransferStatus = (typeof transferStatuses)[number];

/** An app that is offered to another account, by a link whose secret is kept as a hash alone. */
export interface AppTransfer {
  id: AppTransferId;
  appId: AppId;
  fromDeveloperId: DeveloperId;
  offeredBy: UserId;
  createdAt: Date;
  expiresAt: Date;
  status: TransferStatus;
  toDeveloperId: DeveloperId | null;
  endedAt: Date | null;
}

export const transferLifetimeMs = 7 * dayMs;

/** What whoever takes the app over should know first. */
export interface OfferedApp {
  app: Pick<App, "id" | "packageId" | "name" | "summary" | "category" | "icon">;
  from: { id: DeveloperId; name: string };
  versions: number;
  /** Bytes that will count for the account that takes it over. */
  storedBytes: number;
}

export function isOpenTransfer({ status, expiresAt }: AppTransfer, at: Date): boolean {
  return status === "open" && expiresAt > at;
}

/** Why the app cannot be taken over any more, as a sentence; null while it can. */
export function whyOver(transfer: AppTransfer, at: Date): string | null {
  if (isOpenTransfer(transfer, at)) return null;
  const sentences = {
    open: "This offer has expired. Ask for a new one.",
    accepted: "This app has been taken over already.",
    called_off: "This offer was called off.",
  } as const satisfies Record<TransferStatus, string>;
  return sentences[transfer.status];
}
