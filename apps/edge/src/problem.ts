const catalogue = {
  not_found: [404, "There is nothing at this address."],
  package_id_invalid: [
    400,
    "The package id is not valid. Use a reverse domain name in lower case, such as com.example.notes.",
  ],
  track_unknown: [404, "There is no such track. Leave the track out to use the stable one."],
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
  package_missing: [404, "This package is no longer available. Ask for the latest version again."],
  range_not_satisfiable: [
    416,
    "The range begins after the end of the package. Ask for bytes within its size.",
  ],
  internal_error: [500, "Something went wrong here. Try again; if it keeps happening, report the id."],
} as const satisfies Record<string, readonly [status: number, detail: string]>;

export type ProblemCode = keyof typeof catalogue;

const titles = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  416: "Range Not Satisfiable",
  500: "Internal Server Error",
} as const satisfies Record<(typeof catalogue)[ProblemCode][0], string>;

/**
 * The answer to a call that failed, as RFC 9457 has it. `code` is the stable part; `detail` is for people. A problem is
 * never cached: its cause may be gone with the next call.
 */
export function problem(
  code: ProblemCode,
  more: { headers?: Record<string, string>; members?: Record<string, string> } = {},
): Response {
  const [status, detail] = catalogue[code];
  const document = { type: "about:blank", title: titles[status], status, code, detail, ...more.members };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...more.headers,
    },
  });
}
