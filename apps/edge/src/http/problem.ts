import { publicHeaders } from "./public-headers.ts";

const catalogue = {
  not_found: [404, "There is nothing at this address."],
  package_id_invalid: [
    400,
    "The package id is not valid. Use a reverse domain name in lower case, such as com.example.notes.",
  ],
  track_unknown: [404, "There is no such track. Leave the track out to use the stable one."],
  device_invalid: [400, "The device's name is not valid. Use 1 to 200 characters, always the same."],
  version_code_invalid: [
    400,
    "The version code is not valid. Send the one that is installed, or leave it out.",
  ],
  body_invalid: [400, "The body is not what this call takes. See the errors."],
  length_required: [411, "Send the body with its length."],
  body_too_large: [413, "The body is too large. Ask about fewer apps in one call."],
  no_release: [
    404,
    "Nothing is published under this package id on this track. Check the id, or ask again later.",
  ],
  download_signature_invalid: [
    403,
    "The download address is not complete or was changed. Ask for the latest version again to get a new one.",
  ],
  download_expired: [
    403,
    "The download address has expired. Ask for the latest version again to get a new one.",
  ],
  version_stopped: [410, "This version is no longer given out. Ask for the latest version again."],
  package_missing: [404, "This package is no longer available. Ask for the latest version again."],
  range_not_satisfiable: [
    416,
    "The range begins after the end of the package. Ask for bytes within its size.",
  ],
  internal_error: [500, "Something went wrong here. Try again; if it keeps happening, report the id."],
} as const satisfies Record<string, readonly [status: number, detail: string]>;

export type ProblemCode = keyof typeof catalogue;
export const problemCodes = Object.keys(catalogue) as [ProblemCode, ...ProblemCode[]];

const titles = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  410: "Gone",
  411: "Length Required",
  413: "Content Too Large",
  416: "Range Not Satisfiable",
  500: "Internal Server Error",
} as const satisfies Record<(typeof catalogue)[ProblemCode][0], string>;

export function statusOf(code: ProblemCode): keyof typeof titles {
  return catalogue[code][0];
}

/** What is said to people. */
export function detailOf(code: ProblemCode): string {
  return catalogue[code][1];
}

/**
 * The answer to a call that failed, as RFC 9457 has it. `code` is the stable part; `detail` is for people. A problem is
 * never cached: its cause may be gone with the next call.
 */
export function problem(
  code: ProblemCode,
  more: { headers?: Record<string, string>; members?: Record<string, unknown> } = {},
): Response {
  const [status, detail] = catalogue[code];
  const document = { type: "about:blank", title: titles[status], status, code, detail, ...more.members };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      ...publicHeaders,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...more.headers,
    },
  });
}
