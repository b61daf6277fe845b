import { describe, expect, it } from "vitest";
import { DomainError } from "./errors.ts";
import { moveUpload, type Upload, uploadStatuses, uploadTransitions } from "./upload.ts";
import {
  moveVersion,
  retriedVersion,
  type Version,
  type VersionStatus,
  versionStatuses,
  versionTransitions,
} from "./version.ts";

const at = new Date("2026-01-01T00:00:00Z");
const versionIn = (status: VersionStatus) =>
  ({ status, statusChangedAt: new Date(0), purgedAt: null }) as Version;

describe("moveVersion", () => {
  for (const from of versionStatuses) {
    for (const to of versionStatuses) {
      const allowed = (versionTransitions[from] as readonly VersionStatus[]).includes(to);
      it(`${allowed ? "allows" : "refuses"} ${from} → ${to}`, () => {
        if (allowed)
          expect(moveVersion(versionIn(from), to, at)).toMatchObject({ status: to, statusChangedAt: at });
        else expect(() => moveVersion(versionIn(from), to, at)).toThrow(DomainError);
      });
    }
  }

  it("leads nowhere that needs the bytes once they are gone", () => {
    const purged = (status: VersionStatus) => ({ ...versionIn(status), purgedAt: new Date(1) });
    for (const [from, to] of [
      ["failed", "validating"],
      ["draft", "in_review"],
      ["approved", "published"],
    ] as const) {
      expect(() => moveVersion(purged(from), to, at)).toThrow(
        expect.objectContaining({ code: "version_purged" }),
      );
    }
    expect(moveVersion(purged("published"), "withdrawn", at)).toMatchObject({ status: "withdrawn" });
  });

  it("reaches every status from validating", () => {
    const reached = new Set<VersionStatus>(["validating"]);
    for (const status of reached) for (const next of versionTransitions[status]) reached.add(next);
    expect([...reached].sort()).toEqual([...versionStatuses].sort());
  });

  it("never leads from a decided version back to where it can be changed", () => {
    for (const status of ["rejected", "withdrawn", "removed"] as const) {
      expect(versionTransitions[status]).toEqual([]);
    }
    expect(versionTransitions.published).not.toContain("draft");
  });
});

describe("retriedVersion", () => {
  const failed = (code: string) =>
    ({ ...versionIn("failed"), attempt: 3, findings: [{ code, severity: "error" }] }) as Version;

  it("has an interrupted version wait again, and shuts out the runs there were", () => {
    expect(retriedVersion(failed("check_interrupted"), at)).toMatchObject({
      status: "validating",
      step: "queued",
      findings: [],
      attempt: 4,
      statusChangedAt: at,
    });
  });

  it.each([
    failed("sha256_mismatch"),
    { ...failed("check_interrupted"), purgedAt: at },
    { ...failed("check_interrupted"), status: "draft" },
  ])("refuses any other", (version) => {
    expect(() => retriedVersion(version as Version, at)).toThrow(
      expect.objectContaining({ code: "version_retry_impossible" }),
    );
  });
});

describe("moveUpload", () => {
  it("says that an upload has ended, and that it moved on, by different codes", () => {
    const upload = (status: Upload["status"]) => ({ status }) as Upload;
    expect(() => moveUpload(upload("expired"), "completed", at)).toThrow(
      expect.objectContaining({ code: "upload_closed" }),
    );
    expect(() => moveUpload(upload("consumed"), "aborted", at)).toThrow(
      expect.objectContaining({ code: "upload_state_conflict" }),
    );
  });

  it("ends everything that is open in exactly one way", () => {
    expect(uploadStatuses.filter((status) => uploadTransitions[status].length === 0)).toEqual([
      "consumed",
      "expired",
      "aborted",
    ]);
  });
});
