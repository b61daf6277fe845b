import type { FindingKind, FindingOutcome, InventoryRun, ObjectKind, Repair } from "@mosis/domain";
import { countOf } from "../../../../ui/count-of.ts";
import { formatBytes } from "../../../../ui/format-bytes.ts";

/** What each kind of finding is called, and what it means. */
export const kindWords: Record<FindingKind, { title: string; meaning: string }> = {
  missing: { title: "Missing", meaning: "In the ledger, and not in the bucket." },
  wrong_size: { title: "Wrong size", meaning: "The object is not as long as the ledger says." },
  wrong_etag: { title: "Replaced", meaning: "As long as it should be, and with another entity tag." },
  wrong_hash: { title: "Wrong content", meaning: "Read to the end: its SHA-256 is not the ledger's." },
  orphan: { title: "Orphans", meaning: "In the bucket, and announced by nobody." },
  leftover: {
    title: "Leftovers in temp/",
    meaning: "Uploaded bytes of an upload that is over, or never was.",
  },
  unjoined: { title: "Unfinished uploads", meaning: "Parts that were sent and will never be joined." },
};

export const outcomeWords: Record<FindingOutcome, { label: string; color: string }> = {
  open: { label: "Open", color: "blue" },
  repaired: { label: "Repaired", color: "green" },
  skipped: { label: "Left alone", color: "gray" },
  needs_person: { label: "Needs a person", color: "orange" },
};

export const objectWords: Record<ObjectKind, string> = {
  upload: "upload",
  package: "package",
  manifest: "manifest",
  contents: "list of contents",
  delta: "delta",
  stop: "stop of downloads",
  icon: "icon",
  screenshot: "screenshot",
  feed: "release document",
  device_keys: "list of keys",
  quarantine: "object in quarantine",
};

/** What a repair will do with so many findings, as a sentence. */
export function repairSentence(repair: Repair, count: number, bytes: number, isWrong: boolean): string {
  const kept = isWrong ? "Keep what stands there in quarantine, then " : "";
  const begin = (words: string) => (kept ? kept + words : words.charAt(0).toUpperCase() + words.slice(1));
  switch (repair) {
    case "quarantine":
      return `Move ${countOf(count, "object")} (${formatBytes(bytes)}) to quarantine, and delete them there after 30 days unless somebody puts them back.`;
    case "drop_parts":
      return `Drop the parts of ${countOf(count, "unfinished upload")}.`;
    case "put_back":
      return begin(
        `look in quarantine for ${countOf(count, "object")} with the right SHA-256 and put those back. What is not found stays for a person.`,
      );
    case "rewrite_manifest":
      return begin(`write ${countOf(count, "manifest")} again from the database.`);
    case "rewrite_feed":
      return begin(`write ${countOf(count, "release document")} again.`);
    case "rewrite_stop":
      return begin(`stop downloads of ${countOf(count, "version")} again.`);
    case "rewrite_keys":
      return begin("write the list of keys again.");
    case "end_deltas":
      return begin(
        `end the deltas that need ${countOf(count, "object")}: devices download the package instead.`,
      );
    case "forget":
      return begin(`end ${countOf(count, "ledger row")} whose object nothing needs any more.`);
    case "none":
      return `Leave ${countOf(count, "finding")} for a person to look at.`;
  }
}

export function phaseWords({ status, phase }: Pick<InventoryRun, "status" | "phase">): string {
  if (status === "failed") return "Broke off";
  if (status === "finished") return "Finished";
  return phase === "objects" ? "Comparing objects" : "Looking for unfinished uploads";
}
