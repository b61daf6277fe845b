import type {
  AppId,
  DeveloperId,
  LegalHoldId,
  RetentionPolicyId,
  SweepRunId,
  UserId,
  VersionId,
} from "../ids.ts";
import type {
  DueTotals,
  LegalHold,
  RetentionClass,
  RetentionOverride,
  RetentionPolicy,
  RetentionPolicyInForce,
} from "../retention.ts";
import type { Version } from "../version.ts";

/**
 * What is kept and for how long. All times are the database's, whatever the clocks of the processes say; every run
 * of the sweep goes by the policy as it stands at that moment.
 */
export interface RetentionStore {
  policy(): Promise<RetentionPolicyInForce>;
  changePolicy(id: RetentionPolicyId, policy: RetentionPolicy, by: UserId): Promise<void>;
  setOverride(override: RetentionOverride, by: UserId): Promise<void>;
  /** False when there is none. */
  removeOverride(appId: AppId, of: RetentionClass): Promise<boolean>;
  /**
   * Places a hold, and waits for a run that is about to delete what is held: what is not gone then stays. Inside a
   * transaction only.
   */
  placeHold(hold: Omit<LegalHold, "placedAt">): Promise<void>;
  /** Gives the hold that is lifted; null when there is no such. */
  liftHold(id: LegalHoldId, by: UserId): Promise<LegalHold | null>;
  /** Begins the version's time anew, which calls an announced deletion off. False when nothing was announced. */
  postpone(id: VersionId): Promise<boolean>;

  /** Announces deletions whose grace period has to begin, at most `limit`. Gives how many. */
  announce(limit: number): Promise<number>;
  /**
   * How many versions of each account were announced in this run, and in any that was cut off since the last one ended:
   * the next `limit` accounts after `after`, by their ids.
   */
  listAnnounced(
    run: SweepRunId,
    span: { after: DeveloperId | null; limit: number },
  ): Promise<{ developerId: DeveloperId; versions: number }[]>;
  /** Takes back announcements that the policy as it stands, or a hold, no longer bears. Gives how many. */
  retract(limit: number): Promise<number>;
  dueTotals(): Promise<DueTotals>;
  /**
   * Notes of at most `limit` versions whose deletion is due that their bytes are gone, and gives them: nobody else
   * will get them, nor change them any more. What somebody is changing at the moment is left for later. Inside a
   * transaction only, which also has the bytes deleted.
   */
  claimDue(run: SweepRunId, limit: number): Promise<PurgedVersion[]>;

  /** Beginning it again is harmless. */
  beginRun(id: SweepRunId): Promise<void>;
  endRun(id: SweepRunId, end: SweepEnd): Promise<void>;
  /** Approves of what a run was stopped for. False when there is nothing to approve: it is not the latest, or was. */
  approveRun(id: SweepRunId, by: UserId): Promise<boolean>;
  /** What was due in a run that was stopped and has been approved since; null for any other. */
  findApproved(id: SweepRunId): Promise<DueTotals | null>;
}

export type PurgedVersion = Pick<
  Version,
  "id" | "appId" | "uploadId" | "versionCode" | "status" | "size" | "findings"
> & {
  founderId: DeveloperId;
  class: RetentionClass;
};

export const sweepOutcomes = ["running", "done", "stopped"] as const;
export type SweepOutcome = (typeof sweepOutcomes)[number];

export interface SweepEnd {
  outcome: Exclude<SweepOutcome, "running">;
  announced: number;
  retracted: number;
  purged: number;
  purgedBytes: number;
  /** What was due when it began. */
  due: DueTotals;
}
