import { KeysFile } from "@mosis/domain";
import { type Answer, type OpenApiDocument, type Operation, openApiDocument } from "@mosis/openapi";
import { z } from "zod";
import { ReportsRequest } from "../events/install-reports.ts";
import { type ProblemCode, statusOf } from "../http/problem.ts";
import {
  DeviceName,
  InstalledVersionCode,
  LatestRelease,
  PackageIdParam,
  Problem,
  SignedDocument,
  TrackName,
  Update,
  UpdateAnswer,
  UpdatesAnswer,
  UpdatesRequest,
} from "../updates/answer-schema.ts";

const etag = { ETag: "Send it as If-None-Match next time: 304 says that nothing has changed." };
const unchanged: Answer = {
  description: "Nothing has changed since the answer with this entity tag.",
  headers: etag,
};
const conditional = z.object({
  "if-none-match": z.string().optional().describe("Entity tag of the answer that the caller has."),
});

/** The problems a call may have, by status. */
function problems(...codes: readonly ProblemCode[]): Record<number, Answer> {
  const byStatus = Map.groupBy([...codes, "internal_error" as const], statusOf);
  return Object.fromEntries(
    Array.from(byStatus, ([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\``).join(", "),
        schema: Problem,
        contentType: "application/problem+json",
      },
    ]),
  );
}

const app = z.object({ package_id: PackageIdParam });
const track = TrackName.optional().describe("Default `stable`.");
const version = z.object({
  app_id: z.uuid().describe("Lower case."),
  version_code: z.string().regex(/^[1-9]\d{0,9}$/),
});
const signed = z.object({
  developer: z.uuid(),
  expires: z.string().describe("Seconds since 1970."),
  signature: z.string(),
});

function download(part: {
  path: string;
  id: string;
  summary: string;
  params: z.ZodObject;
  contentType: string;
}): Operation {
  return {
    method: "get",
    path: `/v1/download/{app_id}/{version_code}${part.path}`,
    id: part.id,
    summary: part.summary,
    description:
      "The address comes whole from an update check and is not made by hand. HEAD, ranges, If-Range and If-None-Match work as for any file. A store without an edge network sends on to its storage (302).",
    tags: ["Downloads"],
    params: part.params,
    query: signed,
    headers: z.object({ range: z.string().optional().describe("Such as bytes=0-1023.") }),
    answers: {
      200: { description: "All of it.", contentType: part.contentType, headers: { ETag: "Of the bytes." } },
      206: { description: "The part that was asked for.", contentType: part.contentType },
      302: {
        description: "Storage has it at the address in Location.",
        headers: { Location: "Works once you have it." },
      },
      304: { description: "The caller has these bytes." },
      ...problems(
        "download_signature_invalid",
        "download_expired",
        "package_missing",
        "version_stopped",
        "range_not_satisfiable",
      ),
    },
  };
}

const operations: Operation[] = [
  {
    method: "get",
    path: "/v1/apps/{package_id}/update",
    id: "checkUpdate",
    summary: "Is there something to install?",
    tags: ["Updates"],
    params: app,
    query: z.object({
      track,
      device: DeviceName.optional(),
      version_code: InstalledVersionCode.optional(),
    }),
    headers: conditional,
    answers: {
      200: { description: "What the track leads to for this device.", schema: UpdateAnswer, headers: etag },
      304: unchanged,
      ...problems(
        "package_id_invalid",
        "device_invalid",
        "version_code_invalid",
        "track_unknown",
        "no_release",
      ),
    },
  },
  {
    method: "post",
    path: "/v1/updates",
    id: "checkUpdates",
    summary: "The same for up to 1,000 apps in one call",
    description: "Changes nothing. An app that fails says so in its own place of the results.",
    tags: ["Updates"],
    headers: conditional,
    body: UpdatesRequest,
    answers: {
      200: { description: "A result for each app, in the same order.", schema: UpdatesAnswer, headers: etag },
      304: unchanged,
      ...problems("body_invalid", "length_required", "body_too_large"),
    },
  },
  {
    method: "get",
    path: "/v1/apps/{package_id}/latest",
    id: "readLatest",
    summary: "The version that everybody gets",
    description: "For people and scripts. Devices ask for updates.",
    tags: ["Updates"],
    params: app,
    query: z.object({ track }),
    headers: conditional,
    answers: {
      200: { description: "The version and where it is.", schema: LatestRelease, headers: etag },
      304: unchanged,
      ...problems("package_id_invalid", "track_unknown", "no_release"),
    },
  },
  {
    method: "get",
    path: "/.well-known/mosis-keys.json",
    id: "readKeys",
    summary: "The public keys of the store's signatures",
    tags: ["Updates"],
    headers: conditional,
    answers: {
      200: { description: "All keys in use, signed by each of them.", schema: KeysFile, headers: etag },
      304: unchanged,
      ...problems("not_found"),
    },
  },
  {
    method: "post",
    path: "/v1/reports",
    id: "reportInstallations",
    summary: "Report what became of installations",
    description: "A report counts once, however often it is sent.",
    tags: ["Reports"],
    body: ReportsRequest,
    answers: {
      202: { description: "Noted." },
      ...problems("body_invalid", "length_required", "body_too_large"),
    },
  },
  download({
    path: "",
    id: "downloadPackage",
    summary: "Download a package",
    params: version,
    contentType: "application/vnd.mosis.package",
  }),
  download({
    path: "/contents",
    id: "downloadContents",
    summary: "Download the list of a package's contents",
    params: version,
    contentType: "application/json",
  }),
  download({
    path: "/delta-{from_version_code}",
    id: "downloadDelta",
    summary: "Download a delta",
    params: version.extend({ from_version_code: z.string().regex(/^[1-9]\d{0,9}$/) }),
    contentType: "application/zstd",
  }),
  {
    method: "get",
    path: "/healthz",
    id: "readHealth",
    summary: "Whether the edge runs",
    tags: ["Operation"],
    answers: { 200: { description: "It does.", schema: z.object({ status: z.literal("ok") }) } },
  },
];

/** The device plane as OpenAPI 3.1, from the schemas that its handlers check and are checked with. */
export function edgeDocument(edgeUrl: string): OpenApiDocument {
  return openApiDocument({
    info: {
      title: "Mosis devices",
      version: "1",
      description: "What devices ask a Mosis store: updates, downloads, and what became of installations.",
    },
    servers: [{ url: edgeUrl }],
    tags: [{ name: "Updates" }, { name: "Downloads" }, { name: "Reports" }, { name: "Operation" }],
    schemas: {
      SignedDocument,
      Update,
      UpdateAnswer,
      UpdatesRequest,
      UpdatesAnswer,
      LatestRelease,
      KeysFile,
      ReportsRequest,
      Problem,
    },
    operations,
  });
}
