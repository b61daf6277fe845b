import type { AppTransfer, OfferedApp, TransferStatus } from "../app-transfer.ts";
import type { AppId, AppTransferId, DeveloperId } from "../ids.ts";

export interface TransferStore {
  /** False when another offer of the app is open; one that has expired by `createdAt` is ended first. */
  create(transfer: AppTransfer, hash: string): Promise<boolean>;
  /** The app's open offer, also one that has expired. */
  findOpen(appId: AppId): Promise<AppTransfer | null>;
  findByHash(hash: string): Promise<(AppTransfer & OfferedApp) | null>;
  /** False when it is not open. */
  end(
    id: AppTransferId,
    end: { status: Exclude<TransferStatus, "open">; to: DeveloperId | null; at: Date },
  ): Promise<boolean>;
  /**
   * Gives the app, its versions, uploads, pictures and the ledger's rows to another account, and holds the app until the
   * transaction ends. Their keys stay as they are. False when the app is not `from`'s any more.
   */
  handOver(appId: AppId, accounts: { from: DeveloperId; to: DeveloperId }): Promise<boolean>;
}
