import type { Manifest } from "@mosis/format";
import type { App } from "./app.ts";
import { interruptedCode, type VersionFinding } from "./version.ts";

/** What the store finds wrong beyond the package itself: how it fits the app and the upload. */
export const storeFindings = {
  checkInterrupted: (): VersionFinding => ({
    code: interruptedCode,
    severity: "error",
    path: null,
    message: "The store could not finish checking this package.",
    fix: "Press Retry; you need not upload it again.",
  }),
  sha256Mismatch: (declared: string, found: string): VersionFinding => ({
    code: "sha256_mismatch",
    severity: "error",
    path: null,
    message: `The file that arrived is not the file that was announced: its SHA-256 begins ${found.slice(0, 12)}, announced was ${declared.slice(0, 12)}.`,
    fix: "Upload the file again; it changed on your disk or on its way.",
  }),
  uploadChanged: (): VersionFinding => ({
    code: "upload_changed",
    severity: "error",
    path: null,
    message: "The uploaded file was replaced while it was being checked.",
    fix: "Upload the package again, once.",
  }),
  uploadMissing: (): VersionFinding => ({
    code: "upload_missing",
    severity: "error",
    path: null,
    message: "The uploaded file was gone before it could be checked.",
    fix: "Upload the package again.",
  }),
  packageIdMismatch: (app: Pick<App, "packageId">, manifest: Manifest): VersionFinding => ({
    code: "package_id_mismatch",
    severity: "error",
    path: "manifest.json",
    message: `The manifest says id "${manifest.id}", but this app is "${app.packageId}".`,
    fix: `Set "id" to "${app.packageId}", or upload the package to the app it belongs to.`,
  }),
  versionCodeNotGreater: (manifest: Manifest, greatest: number): VersionFinding => ({
    code: "version_code_not_greater",
    severity: "error",
    path: "manifest.json",
    message: `The manifest says version_code ${manifest.version_code}, but ${greatest} is already taken.`,
    fix: `Set "version_code" to ${greatest + 1} or more. A version code is never used twice, not even after a deletion.`,
  }),
} as const;

export function hasErrors(findings: readonly VersionFinding[]): boolean {
  return findings.some((finding) => finding.severity === "error");
}
