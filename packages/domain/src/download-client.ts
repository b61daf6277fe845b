/** What fetches a download, as far as it says so itself. */
export const downloadClients = ["device", "browser", "command_line", "other"] as const;
export type DownloadClient = (typeof downloadClients)[number];

/** What a download is for: an update of what is installed, or the first installation. */
export const installKinds = ["first", "update", "unknown"] as const;
export type InstallKind = (typeof installKinds)[number];

const commandLine =
  /^(?:mosis|curl|wget|aria2|httpie|xh|lftp|axel|libcurl|powershell|python|go-http-client|node|undici|okhttp-cli)(?:[/ -]|$)|\b(?:WindowsPowerShell|PowerShell)\//i;
const crawler = /bot\b|crawl|spider|preview|slurp|monitor|lighthouse/i;
const browser = /^Mozilla\/5\.0 .*(?:Gecko\/|AppleWebKit\/|Trident\/)|^Opera\//;

/**
 * Which kind of client a `User-Agent` names (RFC 9110 §10.1.5). Devices begin theirs with `mosis-device/`
 * (docs/device-protocol.md); what calls itself nothing, or a robot, is another.
 */
export function clientOf(userAgent: string | null | undefined): DownloadClient {
  if (!userAgent) return "other";
  if (/^mosis-device\b/i.test(userAgent)) return "device";
  if (crawler.test(userAgent)) return "other";
  if (commandLine.test(userAgent)) return "command_line";
  return browser.test(userAgent) ? "browser" : "other";
}
