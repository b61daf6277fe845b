import { type AlertName, alertNames, alertRules, calmSeconds, type Signal, signals } from "@mosis/domain";
import { stringify } from "yaml";

/** How Prometheus writes a signal's number for people. */
const shown: Record<(typeof signals)[Signal]["unit"], string> = {
  share: "{{ $value | humanizePercentage }}",
  seconds: "{{ $value | humanizeDuration }}",
  count: "{{ $value }}",
};

const head = `# Written by \`npm run alert-rules\` from packages/domain/src/alert.ts, as the portal's own alerts are; a test compares them.
# What admins set at /admin/alerts counts in the portal alone.
`;

function ruleOf(name: AlertName) {
  const { title, signal, severity, above, forSeconds } = alertRules[name];
  const { words, unit } = signals[signal];
  return {
    alert: `Mosis${camel(name)}`,
    // Each worker measures the same store.
    expr: `max(mosis_signal{signal="${signal}"}) > ${above}`,
    for: `${forSeconds}s`,
    keep_firing_for: `${calmSeconds}s`,
    labels: { severity },
    annotations: {
      summary: title,
      description: `${words}: ${shown[unit]}`,
      runbook_url: `docs/runbook.md#${name.replaceAll("_", "-")}`,
    },
  };
}

/** A store whose workers are all away tells nobody anything; only who looks from outside can know. */
const notMeasured = {
  alert: "MosisNotMeasured",
  expr: 'absent(mosis_signal{signal="queue_age"})',
  for: "300s",
  labels: { severity: "critical" },
  annotations: {
    summary: "Nothing is measured",
    description: "No worker could measure the store for five minutes, so that no other alert fires.",
    runbook_url: "docs/runbook.md#nothing-is-measured",
  },
};

/** The alerts of the store as a file of rules for Prometheus 2.42 or later. */
export function alertRulesFile(): string {
  const groups = [{ name: "mosis", interval: "30s", rules: [...alertNames.map(ruleOf), notMeasured] }];
  return head + stringify({ groups }, { lineWidth: 0 });
}

function camel(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
