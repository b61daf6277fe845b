"use client";

import { createContext, type ReactNode, use } from "react";

const EdgeAddress = createContext("");

/** Makes the edge's address known to everything below: the server reads it from its settings. */
export function EdgeAddressProvider({ url, children }: { url: string; children: ReactNode }) {
  return <EdgeAddress value={url}>{children}</EdgeAddress>;
}

export const useEdgeAddress = (): string => use(EdgeAddress);
