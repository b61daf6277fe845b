import { inspectPackage } from "@mosis/format";
import { fileSource, nodeCodec } from "@mosis/format/node";
import { answerOf } from "./child-answer.ts";

// Runs alone in a process of its own: reads one file, says what it found, ends.
const [file] = process.argv.slice(2);
if (!file || !process.send) throw new Error("started without a file or without a parent");

const source = await fileSource(file);
const inspection = await inspectPackage({ source, codec: nodeCodec });
await source.close();
process.send(answerOf(inspection), () => process.disconnect());
