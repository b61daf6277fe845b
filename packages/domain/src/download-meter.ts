import { clientOf } from "./download-client.ts";
import type { AppId } from "./ids.ts";
import type { RawDownload } from "./ports/downloads.ts";

/** Downloads held until they are counted; more are lost, so that a failing database does not fill memory. */
const mostHeld = 10_000;

/** A package that the portal sent somebody to storage for. */
export interface PortalDownload {
  appId: AppId;
  versionCode: number;
  /** Of the package. */
  bytes: number;
  userAgent: string | null;
}

/** Gathers a process's downloads, so that none of them waits for the database. */
export interface DownloadMeter {
  note(download: PortalDownload): void;
  /** What has been gathered since the last time, and how many were lost; both are forgotten here. */
  take(): { downloads: RawDownload[]; lost: number };
  /** Adds what could not be counted, so that the next time has it. */
  giveBack(downloads: readonly RawDownload[]): void;
}

export function createDownloadMeter(now: () => Date): DownloadMeter {
  let gathered: RawDownload[] = [];
  let lost = 0;

  function add(downloads: readonly RawDownload[]): void {
    const fits = downloads.slice(0, Math.max(0, mostHeld - gathered.length));
    lost += downloads.length - fits.length;
    gathered.push(...fits);
  }

  return {
    note: ({ appId, versionCode, bytes, userAgent }) =>
      add([
        {
          // Its own for ever, so that handing it over twice counts once.
          id: crypto.randomUUID(),
          at: now().getTime(),
          appId,
          versionCode,
          part: "package",
          fromVersionCode: null,
          install: "unknown",
          client: clientOf(userAgent),
          country: null,
          isCached: false,
          isDownload: true,
          isFailure: false,
          bytes,
        },
      ]),
    take() {
      const taken = { downloads: gathered, lost };
      gathered = [];
      lost = 0;
      return taken;
    },
    giveBack: add,
  };
}
