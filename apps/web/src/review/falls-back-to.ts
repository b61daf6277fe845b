import type { TrackJson } from "../http/client.ts";
import { nameOf } from "../releases/release-words.ts";

/** What becomes of each track that has to do with a version when it is taken out of the store. */
export function fallsBackTo(tracks: readonly TrackJson[], versionId: string): string[] {
  const sentences = tracks.flatMap(({ name, base, candidate, scheduled, beneath }) => {
    const said: string[] = [];
    if (scheduled?.version_id === versionId) said.push(`What is scheduled of it on ${name} is cancelled.`);
    const isBase = base?.version_id === versionId;
    if (isBase) {
      // What lies beneath may be of this version too: what is beneath that is not known here.
      const next =
        beneath?.version_id === versionId ? "an older version or nothing" : beneath && nameOf(beneath);
      const rolling = candidate?.status === "rolling" ? `those that do not get ${nameOf(candidate)}` : null;
      const who = `Devices on ${name}${rolling ? `, but only ${rolling},` : ""}`;
      said.push(next ? `${who} get ${next} instead.` : `${who} find nothing any more.`);
    } else if (candidate?.version_id === versionId) {
      const next = base ? `: every device gets ${nameOf(base)}` : "";
      said.push(`Its rollout on ${name} ends${next}.`);
    }
    return said;
  });
  return sentences.length > 0 ? sentences : ["No track leads to it: what devices get stays as it is."];
}
