import { newId } from "@mosis/domain";
import { deviceName, githubIdentity, type SampleApp } from "./sample-account.ts";

/** A page, or a route as `GET /api/v1/apps/{appId}`, with the names of its parameters. */
interface Addressed {
  name: string;
  parameters: readonly string[];
}

/** Whose something is that an address names. */
type Owner = "account" | "person" | "store";

/** What addresses name: whose it is, and an example. One of the store's own need not exist. */
const parameters: Readonly<Record<string, { of: Owner; value(sample: Sample): string }>> = {
  appId: { of: "account", value: ({ app }) => app.ids.appId },
  packageId: { of: "account", value: ({ app }) => app.packageId },
  versionId: { of: "account", value: ({ app }) => app.ids.versionId },
  uploadId: { of: "account", value: ({ app }) => app.ids.uploadId },
  iconId: { of: "account", value: ({ app }) => app.ids.iconId },
  screenshotId: { of: "account", value: ({ app }) => app.ids.screenshotId },
  trackId: { of: "account", value: ({ app }) => app.ids.trackId },
  releaseId: { of: "account", value: ({ app }) => app.ids.releaseId },
  nameSha256: { of: "account", value: () => deviceName },
  invitationId: { of: "account", value: ({ app }) => app.ids.invitationId },
  publisherId: { of: "account", value: ({ app }) => app.ids.publisherId },
  webhookId: { of: "account", value: ({ app }) => app.ids.webhookId },
  deliveryId: { of: "account", value: ({ app }) => app.ids.deliveryId },
  userId: { of: "account", value: ({ app }) => app.ids.userId },
  sessionId: { of: "person", value: ({ sessionId }) => sessionId },
  tokenId: { of: "person", value: ({ tokenId }) => tokenId },
  developerId: { of: "store", value: () => newId() },
  jobId: { of: "store", value: () => newId() },
  runId: { of: "store", value: () => newId() },
  holdId: { of: "store", value: () => newId() },
  quarantineId: { of: "store", value: () => newId() },
  category: { of: "store", value: () => "games" },
  class: { of: "store", value: () => "draft" },
  alert: { of: "store", value: () => "queue_age" },
  path: { of: "store", value: () => "nowhere" },
  // Of links in e-mails, which are all it takes.
  token: { of: "store", value: () => "nobodys" },
  // Of mails that were written instead of sent.
  name: { of: "store", value: () => "0".repeat(40) },
};

/** What examples are about: an app, and a session and a token of the account's owner that nobody uses. */
export interface Sample {
  app: SampleApp;
  sessionId: string;
  tokenId: string;
}

/** Bodies that are right, of routes that look at what they name only after their body has been understood. */
const bodies: Readonly<Record<string, (sample: Sample) => unknown>> = {
  "PATCH /api/v1/apps/{appId}": () => ({ name: "Another" }),
  "POST /api/v1/apps/{appId}/releases": ({ app }) => ({ version_id: app.ids.versionId, track: "early" }),
  "PUT /api/v1/apps/{appId}/screenshots/order": ({ app }) => ({ ids: [app.ids.screenshotId] }),
  "POST /api/v1/apps/{appId}/tracks": () => ({ name: "own", audience: "listed" }),
  "POST /api/v1/apps/{appId}/uploads": () => ({
    kind: "package",
    file_name: "notes.mosis",
    size: 5,
    sha256: "b".repeat(64),
  }),
  "POST /api/v1/releases/{releaseId}/raise": () => ({ basis_points: 5_000 }),
  "PATCH /api/v1/screenshots/{screenshotId}": () => ({ alt_text: "Another" }),
  "POST /api/v1/tracks/{trackId}/devices": () => ({
    devices: [{ name_sha256: "e".repeat(64), label: "Another" }],
  }),
  "PATCH /api/v1/team/members/{userId}": () => ({ role: "maintainer" }),
  "POST /api/v1/apps/{appId}/trusted-publishers": () => githubIdentity,
  "POST /api/v1/versions/{versionId}/answers": () => ({ text: "We have seen to it." }),
  "PATCH /api/v1/versions/{versionId}": () => ({ release_notes: "Faster." }),
  "POST /api/v1/versions/{versionId}/withdraw": () => ({ reason: "It does not start on some devices." }),
};

/** Whose the things are that a route's address names. @throws Error naming a parameter that stands in no table. */
export function ownerOf({ name, parameters: names }: Addressed): Owner {
  const owners = names.map((each) => parameterOf(name, each).of);
  if (owners.includes("person")) return "person";
  return owners.includes("account") ? "account" : "store";
}

/** Whether an address also names what is the store's own, of which the example need not exist. */
export function namesStores({ name, parameters: names }: Addressed): boolean {
  return names.some((each) => parameterOf(name, each).of === "store");
}

/** The values of a route's parameters. */
export function paramsOf(route: Addressed, sample: Sample): Record<string, string> {
  return Object.fromEntries(
    route.parameters.map((each) => [each, parameterOf(route.name, each).value(sample)]),
  );
}

/** An address with its parameters filled in. */
export function addressOf(path: string, params: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

export function bodyOf(route: Pick<Addressed, "name">, sample: Sample): unknown {
  return bodies[route.name]?.(sample) ?? {};
}

function parameterOf(route: string, name: string) {
  const found = parameters[name];
  if (!found) {
    throw new Error(
      `${route} has a parameter {${name}} that the authorization matrix does not know: say whose it is, with an example, in apps/web/src/testing/sample-requests.ts.`,
    );
  }
  return found;
}
