import type { Metadata } from "next";
import { ApiReference } from "@/docs/api-reference.tsx";

export const metadata: Metadata = { title: "API reference" };

export default function ApiDocsPage() {
  return <ApiReference url="/api/v1/openapi.json" />;
}
