import { objectKeys } from "@mosis/domain";

/** Apps and versions of each; a few of them have most of the downloads, as in every store. */
export const apps = 2_000;
export const versionsOfApp = 3;
const countries =
  "us,de,fr,gb,jp,in,br,ca,it,es,nl,pl,se,no,fi,dk,at,ch,be,pt,cz,gr,ie,mx,ar,cl,au,nz,kr,sg".split(",");
const agents = [
  "mosis-device/2.1",
  "mosis-device/2.1",
  "mosis-device/2.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "curl/8.5.0",
];

export const sampleId = (kind: number, at: number): string =>
  `0190a00${kind}-0000-7000-8000-${String(at).padStart(12, "0")}`;

/** A number for each line, the same in every run. */
function mixed(at: number): number {
  let x = Math.imul(at ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A request of Cloudflare's log, with the fields that a Logpush job has by default and those that are needed. */
export function logLine(at: number, day: string): string {
  const n = mixed(at);
  // One in a hundred comes twice.
  if (n % 100 === 1 && mixed(at - 1) % 100 !== 1) return logLine(at - 1, day);
  const share = (n % 10_000) / 10_000;
  const app = Math.floor(share ** 3 * apps);
  const version = {
    founderId: sampleId(1, 0),
    appId: sampleId(2, app),
    versionCode: 1 + (n % versionsOfApp),
  } as never;
  const isDelta = n % 5 < 2;
  const key = isDelta ? objectKeys.delta(version, 1) : objectKeys.package(version);
  const path = n % 20 === 0 ? "/assets/some/icon-64.png" : `/${key}`;
  const time = new Date(Date.parse(day) + (at % 86_400_000)).toISOString();
  return JSON.stringify({
    ClientIP: "203.0.113.7",
    ClientRequestHost: "cdn.example.com",
    ClientRequestMethod: "GET",
    ClientRequestURI: path,
    EdgeEndTimestamp: time,
    EdgeResponseBytes: isDelta ? 40_000 + (n % 1_000) : 5_242_880,
    EdgeResponseStatus: n % 100 === 0 ? 404 : 200,
    EdgeStartTimestamp: time,
    RayID: n.toString(16).padStart(8, "0") + at.toString(16).padStart(8, "0"),
    ClientCountry: countries[n % countries.length],
    ClientRequestUserAgent: agents[n % agents.length],
    CacheCacheStatus: n % 10 < 8 ? "hit" : "miss",
  });
}
