import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type * as present from "../present.ts";
import type * as presentCatalog from "../present-catalog.ts";
import type * as dashboard from "../present-dashboard.ts";
import type * as inventory from "../present-inventory.ts";
import type * as notices from "../present-notices.ts";
import type * as releases from "../present-releases.ts";
import type * as retention from "../present-retention.ts";
import type * as reviews from "../present-reviews.ts";
import type * as teams from "../present-teams.ts";
import type * as usage from "../present-usage.ts";
import type { Declared } from "../route.ts";
import type * as admin from "./admin-answers.ts";
import type * as answers from "./answers.ts";
import type * as dashboardAnswer from "./dashboard-answer.ts";
import { callsByTag, portalDocument } from "./document.ts";
import type * as noticeAnswers from "./notice-answers.ts";
import type * as review from "./review-answers.ts";
import type * as team from "./team-answers.ts";

const api = join(import.meta.dirname, "../../app");
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const calls = Object.values(callsByTag).flat();

/** Documents and what answers every address that there is not. */
const outside = new Set(["api/v1/openapi.json/route.ts"]);

describe("every route is described, as it is", async () => {
  const files = globSync("api/v1/**/route.ts", { cwd: api }).filter((file) => !outside.has(file));
  const declared = new Map<string, Declared>();
  for (const file of files) {
    const route = (await import(join(api, file))) as Partial<Record<string, { declared: Declared }>>;
    const path = file.replace("/route.ts", "").replaceAll(/\[(\w+)\]/g, "{$1}");
    for (const method of methods) {
      const handler = route[method];
      if (handler) declared.set(`${method} /${path}`, handler.declared);
    }
  }

  it("and nothing else is", () => {
    expect(declared.size).toBeGreaterThan(80);
    expect(calls.map(({ at }) => at).sort()).toEqual([...declared.keys()].sort());
  });

  it.each(calls)("$at", ({ at, auth, params, query, body }) => {
    const route = declared.get(at);
    expect(auth).toBe(route?.auth);
    // The very schemas that the route parses with.
    expect(params).toBe(route?.params);
    expect(query).toBe(route?.query);
    expect(body).toBe(route?.body);
  });
});

describe("the document", () => {
  const document = portalDocument();

  it("is OpenAPI 3.1 with every call once", () => {
    expect(document.openapi).toBe("3.1.0");
    const described = Object.values(document.paths).flatMap((path) => Object.keys(path));
    expect(described).toHaveLength(calls.length);
  });

  it("says what a release takes and gives", () => {
    const call = document.paths["/api/v1/apps/{appId}/releases"]?.post;
    expect(call).toMatchObject({
      operationId: "startRelease",
      security: [{ accessToken: [] }, { session: [] }],
      requestBody: {
        content: {
          "application/json": {
            schema: {
              required: ["version_id", "track"],
              properties: { basis_points: { type: "integer", minimum: 1, maximum: 10_000 } },
            },
          },
        },
      },
      responses: {
        201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Release" } } } },
        422: { content: { "application/problem+json": {} } },
      },
    });
    expect(document.components.schemas.Release?.properties).toHaveProperty("halt_threshold");
  });

  it("refers to nothing that it does not have", () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(document.components.schemas).toHaveProperty(name);
  });
});

/** True when an answer is written as its schema says, member for member. */
type Says<Schema extends z.ZodType, Written> = [Written] extends [z.output<Schema>]
  ? Keys<Written> extends Keys<z.output<Schema>>
    ? true
    : { unsaid: Exclude<Keys<Written>, Keys<z.output<Schema>>> }
  : { wrong: Written; said: z.output<Schema> };
type Keys<Value> = Value extends string | number | boolean | null | undefined
  ? never
  : Value extends readonly (infer Item)[]
    ? Keys<Item>
    : { [Key in keyof Value & string]: Key | Keys<Value[Key]> }[keyof Value & string];
type Of<Present extends (...given: never[]) => unknown> = ReturnType<Present>;

it("answers are written as their schemas say; the compiler decides", () => {
  expectTypeOf<
    Says<typeof dashboardAnswer.Dashboard, Of<typeof dashboard.presentDashboard>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof noticeAnswers.Notice, Of<typeof notices.presentNotice>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof noticeAnswers.Bell, Of<typeof notices.presentBell>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof noticeAnswers.NoticeChoice, Of<typeof notices.presentChoice>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof noticeAnswers.Webhook, Of<typeof notices.presentWebhook>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof noticeAnswers.NewWebhookSecret, Of<typeof notices.presentNewSecret>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof noticeAnswers.WebhookDelivery, Of<typeof notices.presentDelivery>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.App, Of<typeof present.presentApp>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.AppListItem, Of<typeof present.presentAppListItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.CatalogItem, Of<typeof presentCatalog.presentCatalogItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.CatalogEntry, Of<typeof presentCatalog.presentCatalogEntry>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.FoundApps, Of<typeof presentCatalog.presentFound>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.PublicVersion, Of<typeof presentCatalog.presentPublicVersion>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Upload, Of<typeof present.presentUpload>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.OpenUpload, Of<typeof present.presentOpenUpload>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.ReceivedPart, Of<typeof present.presentReceivedPart>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.SignedPart, Of<typeof present.presentSignedPart>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.EndedVersion, Of<typeof present.presentEndedVersion>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Version, Of<typeof present.presentVersion>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.VersionListItem, Of<typeof present.presentVersionListItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Icon, Of<typeof present.presentIcon>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Screenshot, Of<typeof present.presentScreenshot>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.Screenshots, Of<typeof present.presentScreenshots>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.CompletedUpload, Of<typeof present.presentCompletedUpload>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Session, Of<typeof present.presentSession>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.AccessToken, Of<typeof present.presentToken>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.Account, Of<typeof teams.presentAccount>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.Member, Of<typeof teams.presentMember>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.Invitation, Of<typeof teams.presentInvitation>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof team.OpenedInvitation, Of<typeof teams.presentOpenedInvitation>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.Transfer, Of<typeof teams.presentTransfer>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.OfferedTransfer, teams.OfferedJson>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.TrustedPublisher, Of<typeof teams.presentPublisher>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof team.Provenance, Of<typeof teams.presentProvenance>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Release, Of<typeof releases.presentRelease>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.ReleaseOnTrack, Of<typeof releases.presentOnTrack>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.ReleaseListItem, Of<typeof releases.presentReleaseItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Track, Of<typeof releases.presentTrack>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.TrackListItem, Of<typeof releases.presentTrackItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof answers.Tracks, Of<typeof releases.presentTracks>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.TrackDevice, Of<typeof releases.presentTrackDevice>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof answers.Releasable, Of<typeof releases.presentReleasable>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof review.ReviewMessage, Of<typeof reviews.presentMessage>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof review.ReviewQueueItem, Of<typeof reviews.presentQueueItem>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof review.Review, Of<typeof reviews.presentReview>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof review.ReviewStatus, Of<typeof reviews.presentReviewStatus>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof review.ComparedFiles, Of<typeof reviews.presentComparedFiles>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof review.PackageFile, Of<typeof reviews.presentShownFile>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof review.ReviewPolicy, Of<typeof reviews.presentReviewPolicy>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof review.ReviewPolicyPreview, Of<typeof reviews.presentPolicyPreview>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.FailedJob, Of<typeof present.presentFailedJob>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.StoreSettings, Of<typeof present.presentStoreSettings>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.RetentionPolicy, Of<typeof retention.presentPolicy>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Forecast, Of<typeof retention.presentForecast>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.ForecastApp, Of<typeof retention.presentForecastApp>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Retained, Of<typeof retention.presentRetained>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Purge, Of<typeof retention.presentPurge>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.SweepRun, Of<typeof retention.presentRun>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Hold, Of<typeof retention.presentHold>>>().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.InventoryRun, Of<typeof inventory.presentInventoryRun>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.FindingCount, Of<typeof inventory.presentFindingCount>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.InventoryFinding, Of<typeof inventory.presentFinding>>
  >().toEqualTypeOf<true>();
  expectTypeOf<
    Says<typeof admin.Quarantined, Of<typeof inventory.presentQuarantined>>
  >().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Storage, Of<typeof usage.presentStorage>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.CostSettings, Of<typeof usage.presentCostSettings>>>().toEqualTypeOf<true>();
  expectTypeOf<Says<typeof admin.Cost, Of<typeof usage.presentCost>>>().toEqualTypeOf<true>();
});
