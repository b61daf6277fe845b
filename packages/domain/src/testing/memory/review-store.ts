import type { UserId, VersionId } from "../../ids.ts";
import type { ReviewStore } from "../../ports/reviews.ts";
import { newReview } from "../../review.ts";
import { defaultReviewPolicy, type ReviewPolicyInForce, type SubmissionFacts } from "../../review-policy.ts";
import type { Version } from "../../version.ts";
import { type Access, copyOf, type State } from "./state.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function memoryReviewStore({ read, write, now, inTransaction }: Access): ReviewStore {
  return {
    find: async (versionId) => copyOf(read().reviews.get(versionId)),

    async hold(versionId) {
      if (!inTransaction) throw new Error("a review can be held inside a transaction only");
      return write(({ reviews }) => {
        const review = reviews.get(versionId) ?? newReview(versionId);
        reviews.set(versionId, review);
        return structuredClone(review);
      });
    },

    save: (review) =>
      write((state) => {
        state.reviews.set(review.versionId, structuredClone(review));
        state.changed.add(`version:${review.versionId}`);
      }),

    say: (message) =>
      write((state) => {
        state.reviewMessages.push(structuredClone(message));
        state.changed.add(`version:${message.versionId}`);
      }),

    countMessages: async (versionId) =>
      read().reviewMessages.filter((message) => message.versionId === versionId).length,

    async concerns(userId: UserId, { appId, developerId, founderId, createdAt }) {
      const { memberships, formerMembers, versions } = read();
      for (const account of [developerId, founderId]) {
        if (memberships.has(`${account} ${userId}`)) return true;
        if ((formerMembers.get(`${account} ${userId}`) ?? 0) >= createdAt.getTime()) return true;
      }
      return [...versions.values()].some((one) => one.appId === appId && one.createdBy === userId);
    },

    findPublishedBefore: async (version) => copyOf(publishedBefore(read(), version)),

    policy: async () => structuredClone(reviewPolicyInForce(read())),

    changePolicy: (id, policy, by) =>
      write((state) => {
        const changedBy = state.users.get(by)?.name ?? null;
        const number = (state.reviewPolicies.at(-1)?.number ?? 0) + 1;
        state.reviewPolicies.push(
          structuredClone({ id, number, policy, changedBy, changedAt: new Date(now()) }),
        );
      }),

    trust: (developerId, since) =>
      write((state) => {
        if (!state.developers.has(developerId)) return false;
        if (since) state.trusted.set(developerId, since.getTime());
        else state.trusted.delete(developerId);
        return true;
      }),

    async facts(of, trustDays) {
      const state = read();
      const all = [...state.versions.values()];
      if ("versionId" in of) {
        return all
          .filter(({ id }) => id === of.versionId)
          .map((version) => factsOf(state, version, of.at, trustDays));
      }
      return all
        .flatMap((version) => (version.submittedAt ? [{ version, at: version.submittedAt }] : []))
        .filter(({ at }) => at >= of.since)
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, of.limit)
        .map(({ version, at }) => factsOf(state, version, at, trustDays));
    },
  };
}

export function reviewPolicyInForce({ reviewPolicies }: State): ReviewPolicyInForce {
  return (
    reviewPolicies.at(-1) ?? {
      policy: defaultReviewPolicy,
      number: 0,
      id: null,
      changedBy: null,
      changedAt: null,
    }
  );
}

function publishedBefore(
  { versions }: State,
  { id, appId, versionCode }: Pick<Version, "id" | "appId" | "versionCode">,
  until: Date | null = null,
): Version | null {
  const [latest] = [...versions.values()]
    .filter((one) => one.appId === appId && one.id !== id && one.status === "published")
    .filter((one) => (one.versionCode ?? 0) < (versionCode ?? 0))
    .filter(({ publishedAt }) => until === null || (publishedAt !== null && publishedAt < until))
    .sort((a, b) => (b.versionCode ?? 0) - (a.versionCode ?? 0));
  return latest ?? null;
}

function factsOf(
  state: State,
  version: Version,
  at: Date,
  trustDays: number,
): { versionId: VersionId; facts: SubmissionFacts } {
  const before = publishedBefore(state, version, at);
  const had = before?.manifest?.permissions ?? [];
  const said = new Set(before?.findings.map(({ code, path }) => JSON.stringify([code, path])));
  const within = (when: Date | null) =>
    when !== null && when < at && when.getTime() >= at.getTime() - trustDays * dayMs;
  const siblings = [...state.versions.values()].filter((one) => one.developerId === version.developerId);
  const trustedAt = state.trusted.get(version.developerId);
  return {
    versionId: version.id,
    facts: {
      isFirst: before === null,
      newPermissions: (version.manifest?.permissions ?? []).filter((one) => !had.includes(one)).length,
      newFindings: version.findings.filter(({ code, path }) => !said.has(JSON.stringify([code, path])))
        .length,
      size: version.size,
      sizeBefore: before?.size ?? null,
      isTrusted: trustedAt !== undefined && trustedAt <= at.getTime(),
      published: siblings.filter(({ publishedAt }) => within(publishedAt)).length,
      setbacks: siblings.filter(
        ({ status, statusChangedAt }) =>
          (status === "rejected" || status === "removed") && within(statusChangedAt),
      ).length,
    },
  };
}
