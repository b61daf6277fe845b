import { writeFileSync } from "node:fs";
import { manifestJsonSchema } from "../manifest.ts";

/** Writes manifest.schema.json; run it after every change of the manifest, then format the file. */
const file = new URL("../../manifest.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
