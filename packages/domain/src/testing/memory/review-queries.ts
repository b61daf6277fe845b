import type { ReviewQueueQuery } from "../../listing.ts";
import type { ReviewQueueItem } from "../../ports/queries.ts";
import type { ReviewQueries } from "../../ports/reviews.ts";
import { fewestDecisions, isInternal, liveClaim, mostMessages, reviewTimesDays } from "../../review.ts";
import type { Version } from "../../version.ts";
import { contains, cut, headOf, versionListItem } from "./queries.ts";
import type { State } from "./state.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function memoryReviewQueries(read: () => State): ReviewQueries {
  const line = () =>
    [...read().versions.values()]
      .filter(({ status }) => status === "in_review")
      .sort((a, b) => waitingSince(a) - waitingSince(b) || (a.id < b.id ? -1 : 1));

  return {
    async listReviewQueue(query, viewer) {
      const state = read();
      const items = [...state.versions.values()]
        .map((version) => queueItem(state, version, viewer.at))
        .filter((item) => item !== null)
        .filter((item) => isAskedFor(item, query, viewer.userId))
        .filter((item) =>
          contains(query.search, [item.app.name, item.app.packageId, item.developerName, item.versionName]),
        )
        .sort(
          (a, b) =>
            (query.order === "longest" ? 1 : -1) *
            (a.submittedAt.getTime() - b.submittedAt.getTime() || (a.versionId < b.versionId ? -1 : 1)),
        );
      return cut(items, query);
    },

    async listThread(versionId, options) {
      const { reviewMessages, users } = read();
      return structuredClone(
        reviewMessages
          .filter((message) => message.versionId === versionId)
          .filter(({ kind }) => options.isInternal || !isInternal(kind))
          .slice(-mostMessages)
          .map((message) => ({ ...message, author: users.get(message.authorId)?.name ?? null })),
      );
    },

    async readReviewTimes(at) {
      const since = at.getTime() - reviewTimesDays * dayMs;
      const took = [...read().versions.values()]
        .flatMap(({ decidedAt, decidedBy, submittedAt }) =>
          decidedAt && decidedBy && submittedAt && decidedAt.getTime() > since && decidedAt <= at
            ? [decidedAt.getTime() - submittedAt.getTime()]
            : [],
        )
        .sort((a, b) => a - b);
      const isKnown = took.length >= fewestDecisions;
      return {
        decisions: took.length,
        p50Ms: isKnown ? percentile(took, 0.5) : null,
        p90Ms: isKnown ? percentile(took, 0.9) : null,
      };
    },

    async readQueuePlace(versionId) {
      const waiting = line();
      const at = waiting.findIndex(({ id }) => id === versionId);
      return at === -1 ? null : { position: at + 1, waiting: waiting.length };
    },

    async readDeveloperRecord(developerId) {
      const { developers, memberships, users, apps, versions, trusted } = read();
      const name = developers.get(developerId);
      if (name === undefined) return null;
      const members = [...memberships.values()]
        .filter((one) => one.developerId === developerId)
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
      const own = [...versions.values()].filter((one) => one.developerId === developerId);
      const count = (status: Version["status"]) => own.filter((one) => one.status === status).length;
      return {
        name,
        memberSince: members[0]?.createdAt ?? new Date(0),
        isTrusted: trusted.has(developerId),
        members: members.map(({ userId, role }) => ({ name: users.get(userId)?.name ?? "", role })),
        apps: [...apps.values()].filter((one) => one.developerId === developerId).length,
        versions: own.length,
        published: own.filter(({ publishedAt }) => publishedAt !== null).length,
        rejected: count("rejected"),
        removed: count("removed"),
        failed: count("failed"),
      };
    },

    async listReviewPolicies(limit) {
      return structuredClone(read().reviewPolicies.toReversed().slice(0, limit)).map((one) => ({
        ...one,
        changedAt: one.changedAt ?? new Date(0),
      }));
    },

    async namesOf(ids) {
      const { users } = read();
      return new Map(ids.flatMap((id) => users.get(id) ?? []).map(({ id, name }) => [id, name]));
    },
  };
}

function waitingSince({ submittedAt, createdAt }: Version): number {
  return (submittedAt ?? createdAt).getTime();
}

function queueItem(state: State, version: Version, at: Date): ReviewQueueItem | null {
  const review = state.reviews.get(version.id);
  const isLook = version.status !== "in_review" && review?.afterLook === "waiting";
  if (version.status !== "in_review" && !isLook) return null;
  const app = state.apps.get(version.appId);
  if (!app) throw new Error(`there is no app ${version.appId}`);
  const claim = review && liveClaim(review, at);
  const siblings = [...state.versions.values()].filter((one) => one.appId === version.appId);
  return {
    versionId: version.id,
    versionName: version.manifest?.version ?? "",
    versionCode: version.versionCode ?? 0,
    size: version.size,
    submittedAt: version.submittedAt ?? version.createdAt,
    app: headOf(app),
    developerName: state.developers.get(version.developerId) ?? "",
    firstRelease: siblings.every(({ publishedAt }) => publishedAt === null),
    warnings: versionListItem(version).warnings,
    claimedBy: claim ? { id: claim.by, name: state.users.get(claim.by)?.name ?? "" } : null,
    isApprovedOnce: !isLook && review?.firstApproval != null,
    isAnswered: !isLook && review?.lastWord === "developer",
    sample: isLook ? "look" : review?.judgement?.outcome === "sample" ? "decide" : null,
  };
}

function isAskedFor(item: ReviewQueueItem, { show }: ReviewQueueQuery, viewer: string): boolean {
  switch (show) {
    case "all":
      return true;
    case "mine":
      return item.claimedBy?.id === viewer;
    case "unclaimed":
      return item.claimedBy === null;
    case "second":
      return item.isApprovedOnce;
    case "answered":
      return item.isAnswered;
    case "samples":
      return item.sample !== null;
  }
}

/** As `percentile_cont` has it: between two values, in proportion. */
function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}
