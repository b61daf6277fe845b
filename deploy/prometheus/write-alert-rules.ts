import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertRulesFile } from "./alert-rules.ts";

writeFileSync(join(import.meta.dirname, "alerts.yml"), alertRulesFile());
