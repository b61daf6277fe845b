import type { ReactNode } from "react";
import { PageHeader } from "@/ui/page-header.tsx";
import { PageTabs } from "@/ui/page-tabs.tsx";

const tabs = [
  { path: "", label: "Developer API" },
  { path: "/devices", label: "Devices" },
];

export default function ApiDocsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader
        title="API reference"
        lead="Read it, or try it out from here: what you send is really sent, as you or with a token that you type in."
      />
      <PageTabs label="APIs" base="/docs/api" tabs={tabs} />
      {children}
    </>
  );
}
