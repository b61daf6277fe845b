import type { Metadata } from "next";
import { ApiReference } from "@/docs/api-reference.tsx";
import { env } from "@/env.ts";

export const metadata: Metadata = { title: "Device protocol" };

/** What devices ask is answered by the edge, which describes itself. */
export default function DeviceDocsPage() {
  return <ApiReference url={`${env().EDGE_URL}/openapi.json`} />;
}
