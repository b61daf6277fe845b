import type { DeveloperId, VersionId } from "../../ids.ts";
import type { PurgedVersion, RetentionStore } from "../../ports/retention.ts";
import {
  defaultRetentionPolicy,
  isToBeAnnounced,
  purgeAt,
  type RetentionPolicyInForce,
  type RetentionRule,
} from "../../retention.ts";
import type { Version } from "../../version.ts";
import { type Access, copyOf, type State } from "./state.ts";

/** The policy as it stands. */
export function policyInForce({ policies }: State): RetentionPolicyInForce {
  return policies.at(-1) ?? { policy: defaultRetentionPolicy, id: null, changedBy: null, changedAt: null };
}

/** The rule that a version's bytes are kept by; null when they are kept whatever the policy says, or are gone. */
export function ruleOf(
  state: State,
  { id, appId }: Version,
  policy = policyInForce(state).policy,
): RetentionRule | null {
  const of = state.retention.get(id)?.class;
  if (!of) return null;
  const rule = policy.rules[of];
  const override = state.overrides.get(`${appId} ${of}`);
  if (!override) return rule;
  const { keepHours } = override;
  return { keepHours, graceHours: Math.min(rule.graceHours, keepHours ?? rule.graceHours) };
}

export function isHeld({ holds }: State, { id, appId }: Version): boolean {
  return [...holds.values()].some((hold) => hold.appId === appId && (hold.versionId ?? id) === id);
}

export function memoryRetentionStore({ read, write, now, inTransaction }: Access): RetentionStore {
  const retained = (state: State) =>
    [...state.versions.values()].flatMap((version) => {
      const rule = ruleOf(state, version);
      const times = state.retention.get(version.id);
      return rule && times ? [{ version, rule, times, isHeld: isHeld(state, version) }] : [];
    });
  const isAnnounceable = ({ rule, times, isHeld }: ReturnType<typeof retained>[number]) =>
    !isHeld && isToBeAnnounced(rule, times, now());
  const due = (state: State) =>
    retained(state).filter(({ rule, times, isHeld }) => {
      const at = purgeAt(rule, times, now());
      return !isHeld && times.announcedAt !== null && at !== null && at <= now();
    });
  const announce = (state: State, id: VersionId, announcedAt: number | null) => {
    const times = state.retention.get(id);
    if (times) state.retention.set(id, { ...times, announcedAt });
  };

  return {
    policy: async () => structuredClone(policyInForce(read())),

    changePolicy: (id, policy, by) =>
      write((state) => {
        const changedBy = state.users.get(by)?.name ?? null;
        state.policies.push(structuredClone({ id, policy, changedBy, changedAt: new Date(now()) }));
      }),

    setOverride: (override, setBy) =>
      write(
        ({ overrides }) =>
          void overrides.set(`${override.appId} ${override.class}`, {
            ...override,
            setBy,
            setAt: new Date(now()),
          }),
      ),

    removeOverride: (appId, of) => write(({ overrides }) => overrides.delete(`${appId} ${of}`)),

    placeHold: async (hold) => {
      if (!inTransaction) throw new Error("a hold can be placed inside a transaction only");
      return write(({ holds }) => void holds.set(hold.id, { ...hold, placedAt: new Date(now()) }));
    },

    liftHold: (id) =>
      write(({ holds }) => {
        const hold = copyOf(holds.get(id));
        holds.delete(id);
        return hold;
      }),

    postpone: (id) =>
      write((state) => {
        const times = state.retention.get(id);
        if (!times || times.announcedAt === null) return false;
        state.retention.set(id, { ...times, from: now(), announcedAt: null });
        return true;
      }),

    announce: (limit) =>
      write((state) => {
        const ripe = retained(state).filter((one) => one.times.announcedAt === null && isAnnounceable(one));
        const taken = ripe.toSorted((a, b) => a.times.from - b.times.from).slice(0, limit);
        for (const { version } of taken) announce(state, version.id, now());
        return taken.length;
      }),

    async listAnnounced(run, { after, limit }) {
      const state = read();
      const startedAt = state.sweepRuns.get(run)?.startedAt ?? 0;
      const ends = [...state.sweepRuns.values()].flatMap(({ finishedAt }) =>
        finishedAt !== null && finishedAt <= startedAt ? [finishedAt] : [],
      );
      const counts = new Map<DeveloperId, number>();
      for (const { id, developerId, purgedAt } of state.versions.values()) {
        const at = state.retention.get(id)?.announcedAt ?? null;
        const isNew = at !== null && (ends.length > 0 ? at > Math.max(...ends) : at >= startedAt);
        if (isNew && purgedAt === null && developerId > (after ?? ""))
          counts.set(developerId, (counts.get(developerId) ?? 0) + 1);
      }
      return [...counts]
        .map(([developerId, versions]) => ({ developerId, versions }))
        .sort((a, b) => (a.developerId < b.developerId ? -1 : 1))
        .slice(0, limit);
    },

    retract: (limit) =>
      write((state) => {
        const standing = new Set(
          retained(state)
            .filter(isAnnounceable)
            .map(({ version }) => version.id),
        );
        const fallen = [...state.versions.values()].filter(
          ({ id }) => (state.retention.get(id)?.announcedAt ?? null) !== null && !standing.has(id),
        );
        for (const { id } of fallen.slice(0, limit)) announce(state, id, null);
        return Math.min(fallen.length, limit);
      }),

    async dueTotals() {
      const state = read();
      const versions = due(state).map(({ version }) => version);
      const kept = [...state.versions.values()].filter(
        ({ purgedAt, status }) => purgedAt === null && status !== "validating",
      );
      const bytes = (all: readonly Version[]) => all.reduce((sum, { size }) => sum + size, 0);
      return {
        versions: versions.length,
        bytes: bytes(versions),
        keptVersions: kept.length,
        keptBytes: bytes(kept),
      };
    },

    claimDue: async (run, limit) => {
      if (!inTransaction) throw new Error("versions can be claimed inside a transaction only");
      return write((state) => {
        const claimed = due(state)
          .toSorted((a, b) => (a.times.announcedAt ?? 0) - (b.times.announcedAt ?? 0))
          .slice(0, limit);
        return claimed.map(({ version, times, rule }): PurgedVersion => {
          state.versions.set(version.id, { ...version, purgedAt: new Date(now()) });
          state.retention.set(version.id, { class: null, from: now(), announcedAt: null });
          const { id, appId, founderId, uploadId, versionCode, status, size, findings } = version;
          if (times.class === null) throw new Error(`version ${id} is kept for ever`);
          state.purges.push({ id, run, class: times.class, dueAt: purgeAt(rule, times, now()) ?? now() });
          return {
            id,
            appId,
            founderId,
            uploadId,
            versionCode,
            status,
            size,
            findings: structuredClone(findings),
            class: times.class,
          };
        });
      });
    },

    beginRun: (id) =>
      write(({ sweepRuns }) => {
        if (!sweepRuns.has(id))
          sweepRuns.set(id, {
            startedAt: now(),
            finishedAt: null,
            end: null,
            approvedBy: null,
            approvedAt: null,
          });
      }),

    endRun: (id, end) =>
      write(({ sweepRuns }) => {
        const run = sweepRuns.get(id);
        if (run) sweepRuns.set(id, { ...run, finishedAt: now(), end: structuredClone(end) });
      }),

    approveRun: (id, by) =>
      write(({ sweepRuns }) => {
        const run = sweepRuns.get(id);
        const latest = [...sweepRuns].filter(([, { end }]) => end !== null).at(-1)?.[0];
        if (run?.end?.outcome !== "stopped" || run.approvedBy !== null || latest !== id) return false;
        sweepRuns.set(id, { ...run, approvedBy: by, approvedAt: now() });
        return true;
      }),

    async findApproved(id) {
      const run = read().sweepRuns.get(id);
      return run?.approvedBy ? copyOf(run.end?.due) : null;
    },
  };
}
