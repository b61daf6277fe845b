import { writeFile } from "node:fs/promises";
import { flushCompileCache } from "node:module";
import { contentListBytes, contentsDigest, DeltaError, makeDelta } from "@mosis/delta";
import { accepted } from "../bounded-child/accepted.ts";
import { type DeltaAnswer, DeltaWork } from "./delta-answer.ts";

// Runs alone in a process of its own: waits for the names of two packages, makes a delta of them, says what came of it,
// and is ended.
if (!process.send) throw new Error("started without a parent");
flushCompileCache();

process.once("message", async (message) => {
  process.send?.(accepted);
  process.send?.(await answerTo(DeltaWork.parse(message)));
});

async function answerTo({ base, target, delta, contents }: DeltaWork): Promise<DeltaAnswer> {
  try {
    const made = await makeDelta({ base, target, delta });
    if (!made.made) return made;
    await writeFile(contents, contentListBytes(made.contents), { flag: "wx", mode: 0o600 });
    const { bytes, sha256, baseDigest } = made;
    return { made: true, bytes, sha256, baseDigest, contentsDigest: contentsDigest(made.contents) };
  } catch (error) {
    // Only what is the packages' own; a delta that did not give the target back is a fault of ours.
    if (error instanceof DeltaError && error.code === "package_unreadable") {
      return { made: false, reason: "package_unreadable" };
    }
    throw error;
  }
}
