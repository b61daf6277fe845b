import type { ReactNode } from "react";
import { PageHeader } from "@/ui/page-header.tsx";
import { PageTabs } from "@/ui/page-tabs.tsx";

const tabs = [
  { path: "", label: "Calendar" },
  { path: "/policy", label: "Policy" },
  { path: "/runs", label: "Runs" },
  { path: "/holds", label: "Holds" },
];

export default function RetentionLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader
        title="Retention"
        lead="What is deleted when. Nothing on a track, in review or held is ever deleted."
      />
      <PageTabs label="Retention" base="/admin/retention" tabs={tabs} />
      {children}
    </>
  );
}
