import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alertNames } from "@mosis/domain";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository-root.ts";

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");

/** Its sections by their anchors, which are made of their titles. */
const sections = new Map(
  read("docs/runbook.md")
    .split(/^(?=#{1,3} )/m)
    .map((section): [string, string] => {
      const [title = ""] = section.split("\n", 1);
      return [
        title
          .replace(/^#+ /, "")
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, "")
          .replaceAll(" ", "-"),
        section,
      ];
    }),
);

test.each(alertNames)(
  "%s is in the runbook: what it means, what to look at and to do, and when it clears",
  (name) => {
    const section = sections.get(name.replaceAll("_", "-")) ?? "";
    for (const part of ["**Means:**", "**Look at:**", "**Do:**", "**Clears**"])
      expect(section).toContain(part);
  },
);

test("every rule for Prometheus leads to a section", () => {
  const anchors = [...read("deploy/prometheus/alerts.yml").matchAll(/runbook_url: docs\/runbook\.md#(\S+)/g)];
  expect(anchors.length).toBeGreaterThan(alertNames.length - 1);
  for (const [, anchor = ""] of anchors) expect([...sections.keys()]).toContain(anchor);
});

test.each([
  "docs/runbook.md",
  "docs/backup.md",
  "docs/deploying.md",
  "docs/cloudflare.md",
  "docs/upgrading.md",
  "deploy/README.md",
  "deploy/helm/mosis/README.md",
])("%s leads nowhere that is not there", (file) => {
  const folder = join(repositoryRoot, file, "..");
  for (const [, target = ""] of read(file).matchAll(/\]\(([^)#\s]+)?(?:#[\w-]+)?\)/g)) {
    if (target === "" || target.startsWith("http")) continue;
    expect(() => readFileSync(join(folder, target), { flag: "r" }), target).not.toThrow(/ENOENT/);
  }
  const titles = new Set(
    [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
  for (const [, anchor = ""] of read(file).matchAll(/\]\(#([\w-]+)\)/g))
    expect(titles, anchor).toContain(anchor);
});
