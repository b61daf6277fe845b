import { type OpenApiDocument, openApiDocument } from "@mosis/openapi";
import * as adminAnswers from "./admin-answers.ts";
import { adminCalls } from "./admin-calls.ts";
import * as answers from "./answers.ts";
import { appCalls } from "./app-calls.ts";
import { type Call, toOperation } from "./call.ts";
import * as noticeAnswers from "./notice-answers.ts";
import { noticeCalls } from "./notice-calls.ts";
import { personCalls } from "./person-calls.ts";
import { releaseCalls } from "./release-calls.ts";
import * as reviewAnswers from "./review-answers.ts";
import { reviewCalls } from "./review-calls.ts";
import { sourceCalls, statisticsCalls } from "./statistics-calls.ts";
import * as teamAnswers from "./team-answers.ts";
import { teamCalls, trustCalls } from "./team-calls.ts";
import { uploadCalls } from "./upload-calls.ts";
import { versionCalls } from "./version-calls.ts";

/** Every call of the API, by what it is about. */
export const callsByTag: Readonly<Record<string, readonly Call[]>> = {
  Apps: [...appCalls, ...statisticsCalls],
  Uploads: uploadCalls,
  Versions: versionCalls,
  Reviews: reviewCalls,
  "Tracks and releases": releaseCalls,
  "Tokens and sessions": personCalls,
  "Accounts and teams": teamCalls,
  "Trusted publishing": trustCalls,
  "Notices and webhooks": noticeCalls,
  Administration: [...adminCalls, ...sourceCalls],
};

/** The API as OpenAPI 3.1. */
export function portalDocument(): OpenApiDocument {
  return openApiDocument({
    info: {
      title: "Mosis developer API",
      version: "1",
      description:
        "What the portal's own pages use. Programs call it with an access token of a person; what belongs to another developer is not found. Times are ISO 8601 (UTC), sizes are bytes, lists have 20 items a page. Failures are problem documents (RFC 9457) with a stable `code`.",
    },
    servers: [{ url: "/" }],
    tags: Object.keys(callsByTag).map((name) => ({ name })),
    securitySchemes: {
      accessToken: { type: "http", scheme: "bearer", description: "Made at /console/tokens: `mosis_pat_…`." },
      session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
    },
    schemas: { ...answers, ...reviewAnswers, ...teamAnswers, ...noticeAnswers, ...adminAnswers },
    operations: Object.entries(callsByTag).flatMap(([tag, calls]) =>
      calls.map((call) => toOperation(tag, call)),
    ),
  });
}
