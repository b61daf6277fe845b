import { type App, missingScreenshots, type VersionListItem } from "@mosis/domain";
import type { ChecklistStep } from "@/ui/checklist.tsx";

/**
 * What an app that the catalog does not show still needs, in the order it is done.
 * @param versions the app's latest ones, newest first.
 * @param screenshots how many the store asks for, and how many are ready.
 */
export function wayToDevices(
  app: App,
  versions: readonly VersionListItem[],
  screenshots: { required: number; ready: number },
): ChecklistStep[] {
  const base = `/console/apps/${app.packageId}`;
  const passed = versions.find(({ status }) => status !== "validating" && status !== "failed");
  const published = versions.some(({ status }) => status === "published");
  const reviewed = versions.find(({ status }) => status === "approved");
  const inReview = versions.some(({ status }) => status === "in_review");
  const toSubmit = versions.find(({ status }) => status === "draft");
  return [
    {
      done: app.icon !== null,
      title: "Add an icon",
      why: "A square PNG, 128 to 2048 px.",
      action: { href: `${base}/listing`, label: "Choose icon" },
    },
    {
      done: app.description !== "",
      title: "Describe the app",
      why: "What people read on its page in the catalog.",
      action: { href: `${base}/listing`, label: "Write it" },
    },
    ...(screenshots.required > 0 ? [addScreenshots(screenshots, `${base}/listing`)] : []),
    {
      done: passed !== undefined,
      title: "Upload a package that passes the checks",
      why: "You see what to mend within seconds.",
      action: { href: `${base}/versions`, label: "Upload" },
    },
    {
      done: reviewed !== undefined || published,
      title: "Have it approved",
      why: inReview ? "It waits for a reviewer." : "Submit it; a reviewer looks at it.",
      ...(toSubmit && { action: { href: `${base}/versions/${toSubmit.id}`, label: "Open it" } }),
    },
    {
      done: published,
      title: "Publish",
      why: "Devices are offered it within seconds, or when you release it.",
      ...(reviewed && { action: { href: `${base}/versions/${reviewed.id}`, label: "Open it" } }),
    },
    ...(published
      ? [
          {
            done: false,
            title: "Release it to every device on stable",
            why: "To a few first, if you like. Then the catalog shows it too.",
            action: { href: `${base}/releases`, label: "Release" },
          },
        ]
      : []),
  ];
}

function addScreenshots(
  { required, ready }: { required: number; ready: number },
  href: string,
): ChecklistStep {
  const missing = missingScreenshots(required, ready);
  return {
    done: missing === null,
    title: "Add screenshots",
    why: missing ? `This store asks for ${required}: add ${missing}.` : `This store asks for ${required}.`,
    action: { href, label: "Choose files" },
  };
}
