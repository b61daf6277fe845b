import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alertNames, signalNames } from "@mosis/domain";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { alertRulesFile } from "./alert-rules.ts";

const committed = readFileSync(join(import.meta.dirname, "alerts.yml"), "utf8");

test("the committed rules are those of the portal; `npm run alert-rules` writes them", () => {
  expect(committed).toBe(alertRulesFile());
});

test("every alert is there once, on a signal that is measured, and leads to its section of the runbook", () => {
  const { groups } = parse(committed) as {
    groups: { rules: { alert: string; expr: string; annotations: { runbook_url: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules).toHaveLength(alertNames.length + 1);
  for (const { expr } of rules)
    expect(signalNames).toContain(/mosis_signal\{signal="(\w+)"\}/.exec(expr)?.[1] as never);
  for (const name of alertNames)
    expect(rules.map(({ annotations }) => annotations.runbook_url)).toContain(
      `docs/runbook.md#${name.replaceAll("_", "-")}`,
    );
});
