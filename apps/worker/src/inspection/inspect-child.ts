import { flushCompileCache } from "node:module";
import { inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { accepted } from "../bounded-child/accepted.ts";
import { answerOf } from "./child-answer.ts";

// Runs alone in a process of its own: waits for the name of one file, reads it, says what it found, and is ended.
if (!process.send) throw new Error("started without a parent");
// While there is time: for the next ones.
flushCompileCache();

process.once("message", async (file: string) => {
  process.send?.(accepted);
  const source = await fileSource(file);
  const inspection = await inspectPackage({ source, codec: nodeCodec });
  await source.close();
  process.send?.(answerOf(inspection));
});
